import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runToEnd } from '../bootstrap/run-to-end.ts'
import { Stop } from '../bootstrap/stop.mjs'
import { startBackgroundProcess } from '../desktop/background-process.ts'
import { startWatchdog } from '../desktop/watchdog.ts'

/** What says where this machine gets its packages. Source: sources.list(5), "DEB822-STYLE FORMAT". */
const sources = '/etc/apt/sources.list.d/debian.sources'
/** Beside it a menu is needed: this has `gio launch`. */
const packages = 'libglib2.0-bin'

function firstValue(field: string): string | null {
  if (!existsSync(sources)) return null
  const line = new RegExp(`^${field}:\\s*(\\S+)`, 'm').exec(readFileSync(sources, 'utf8'))
  return line?.[1] ?? null
}

const restricts = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'

function whyNot(): string | null {
  if (!['/usr/sbin/debootstrap', '/usr/bin/debootstrap'].some((path) => existsSync(path)))
    return 'debootstrap is missing. Try: apt-get install debootstrap'
  if (firstValue('URIs') === null || firstValue('Suites') === null)
    return `${sources} names no mirror from which a bare Debian could be made`
  if (existsSync(restricts) && readFileSync(restricts, 'utf8').trim() === '1')
    return `AppArmor keeps Chromium’s sandbox from working in there (${restricts})`
  return null
}

/** Makes `archive` with debootstrap, whose mounts nobody else sees. */
async function make(archive: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'jtt-debian-'))
  const watchdog = startWatchdog(root)
  try {
    const from = [firstValue('Suites') ?? '', root, firstValue('URIs') ?? '']
    const debootstrap = ['debootstrap', '--variant=minbase', `--include=${packages}`, ...from]
    const alone = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
    const made = startBackgroundProcess({
      command: 'unshare',
      args: [...alone, 'sh', '-c', '"$@" >&2 && echo made >&3', 'sh', ...debootstrap],
      env: process.env,
      watchdog,
      announces: true,
    })
    await made.firstLine().catch((error: unknown) => {
      throw new Stop(`debootstrap could not make a bare Debian: ${String(error)}`)
    })
    const words = [
      '--create',
      '--numeric-owner',
      '--one-file-system',
      `--file=${archive}.part`,
      '-C',
      root,
      '.',
    ]
    const packed = await runToEnd('tar', words)
    if (packed.code !== 0) throw new Stop(`${packed.output}\n\nThe bare Debian could not be packed.`)
    await rename(`${archive}.part`, archive)
  } finally {
    await watchdog.close()
  }
}

/** A Debian of this machine's release without anything that is not needed. */
export const bareDebian = {
  /** Why there can't be one; null if there can. */
  whyNot,
  /** A tar of its files in this folder, which is made once. Resolves with its path. */
  archive: async (folder: string, say: (line: string) => void): Promise<string> => {
    const archive = join(folder, `${firstValue('Suites')}.tar`)
    if (!existsSync(archive)) {
      say('Making a bare Debian with debootstrap …')
      await make(archive)
    }
    return archive
  },
}
