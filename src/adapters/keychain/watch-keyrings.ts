import {
  connectToSecretService,
  getDefaultKeyring,
  getKeyrings,
  type SecretServiceConnection,
} from './secret-service.ts'

/** Signals after which to look again. Source: freedesktop.org, "Secret Service API". */
const rules = [
  `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='org.freedesktop.secrets'`,
  `type='signal',sender='org.freedesktop.secrets',interface='org.freedesktop.Secret.Service'`,
  `type='signal',sender='org.freedesktop.secrets',member='PropertiesChanged'`,
]

/** Unlocking a keyring sends several signals. */
const changeDelayMs = 200

/** Which keyrings there are, which is the default, and which are locked, as text to compare. */
async function describeKeyrings(service: SecretServiceConnection): Promise<string> {
  const daemon = await service.daemon()
  if (daemon === null) return ''
  const [usual, paths] = await Promise.all([getDefaultKeyring(service), getKeyrings(service)])
  const isLocked = (path: string) => service.property(path, 'org.freedesktop.Secret.Collection', 'Locked')
  const locked = await Promise.all(paths.map(isLocked))
  return JSON.stringify([daemon, usual, paths, locked])
}

/**
 * Calls back each time a keyring of this Linux desktop was added, removed, locked, unlocked, or made the default, and
 * when the keyring daemon has started. Does nothing without a session bus. Returns a function that stops watching.
 */
export function watchKeyrings(onChange: () => void): () => void {
  let stop = (): void => undefined
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  const watch = async (): Promise<void> => {
    const service = await connectToSecretService()
    stop = service.close
    if (isStopped) return stop()
    let before = await describeKeyrings(service).catch(() => '')
    const check = async (): Promise<void> => {
      const now = await describeKeyrings(service)
      if (isStopped || now === before) return
      before = now
      if (now !== '') onChange()
    }
    await service.onSignal(rules, () => {
      clearTimeout(timer)
      timer = setTimeout(() => void check().catch(() => undefined), changeDelayMs)
    })
    // something may have changed before the first signal we receive
    await check()
  }
  if (process.platform === 'linux') watch().catch(() => undefined)

  return () => {
    isStopped = true
    clearTimeout(timer)
    stop()
  }
}
