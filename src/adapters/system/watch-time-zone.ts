import { watch } from 'node:fs'

/** Node keeps the time zone it has found; setting the variable makes it look again. */
function lookAgain(): void {
  const zone = process.env['TZ']
  process.env['TZ'] = zone ?? ''
  if (zone === undefined) delete process.env['TZ']
}

/**
 * Calls back when the time zone of this Linux system changes, after which this process uses the new one. Returns a function
 * that stops watching. Source: systemd, localtime(5).
 *
 * @param folder tests pass their own
 */
export function watchTimeZone(onChange: () => void, folder = '/etc'): () => void {
  if (process.platform !== 'linux') return () => undefined
  try {
    const watcher = watch(folder, (_event, name) => {
      // a new link is renamed over the old one
      if (name !== 'localtime') return
      lookAgain()
      onChange()
    })
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => undefined
  }
}
