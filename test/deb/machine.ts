import { execFileSync, spawn, type SpawnOptions } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { startBackgroundProcess, type SystemUser } from '../../scripts/desktop/background-process.ts'
import { startWatchdog } from '../../scripts/desktop/watchdog.ts'
import { followCli, type RunningCli } from '../support/jira-token.ts'

/** Where the package is installed: a bare Debian, or this machine. */
export interface Machine {
  /** The words that run a program there as this user; undefined: as root. */
  words(command: readonly string[], user?: SystemUser): [string, ...string[]]
  /** Runs a program there as this user, in `/tmp`. */
  run(command: readonly string[], user: SystemUser, env: NodeJS.ProcessEnv): RunningCli
  /** Starts a program there that goes on. */
  start(command: readonly string[], user: SystemUser, env: NodeJS.ProcessEnv): void
  /** Runs a program as root, and resolves with what it printed; rejects if it fails. */
  asRoot(...command: readonly string[]): Promise<string>
  /** A file of its `/proc`, of this process there. */
  readProcess(pid: number, file: 'status' | 'cmdline'): string
  /** Copies a file of this machine into its `/tmp`. */
  copy(file: string): void
  /** Every path of the system there. */
  paths(): Promise<ReadonlySet<string>>
  /** What runs from the files below this folder, by process ID there. */
  programsFrom(folder: string): ReadonlyMap<number, string>
  /** Ends all its programs, and removes it. */
  close(): Promise<void>
}

/** How a login shell of root finds programs. No user's folder is in it. */
const systemEnv = {
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/root',
  LANG: 'C.UTF-8',
  DEBIAN_FRONTEND: 'noninteractive',
}

/** What changes without the package: caches, logs, and what belongs to no system. */
const notOfSystem = [
  'proc',
  'sys',
  'dev',
  'run',
  'tmp',
  'root',
  'home',
  'var/cache',
  'var/log',
  'var/lib/apt',
]

/**
 * Unpacks the archive, and makes it the root of new namespaces: pivot_root, because Chromium's sandbox can't work below a
 * chroot. Mounts and processes are in there only, so that nothing is left of them when its first process ends.
 */
const firstProcess = `
set -e
root=$1 shared=$2
read -r pid rest </proc/self/stat
mount --bind "$root" "$root"
mount --rbind /dev "$root/dev"
mkdir -p "$root$shared" "$root/host"
mount --bind "$shared" "$root$shared"
cd "$root"
pivot_root . host
mount -t proc proc /proc
umount -l /host
rmdir /host
echo "$pid" >&3
exec 3>&-
sleep infinity &
wait
`

/** What a new Debian gets from the machine on which it is set up. */
function giveSettings(root: string): void {
  const aptFolder = 'etc/apt/apt.conf.d'
  const settings = readdirSync(join('/', aptFolder)).filter((name) => name.startsWith('99'))
  const sources = 'etc/apt/sources.list.d/debian.sources'
  const files = [sources, 'etc/resolv.conf', 'etc/hosts', ...settings.map((name) => join(aptFolder, name))]
  for (const file of files) if (existsSync(join('/', file))) copyFileSync(join('/', file), join(root, file))
  rmSync(join(root, 'etc/apt/sources.list'), { force: true })
}

/** @param prefix what runs a program there as root; @param root its files, as this machine sees them */
function machineAt(prefix: readonly string[], root: string, close: () => Promise<void>): Machine {
  const words: Machine['words'] = (command, user) => {
    const asUser = user === undefined ? [] : [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
    return [...prefix, '/usr/bin/setpriv', ...asUser, '--', ...command] as [string, ...string[]]
  }
  const launch = (command: readonly string[], options: SpawnOptions, as?: SystemUser) => {
    const [program, ...args] = words(command, as)
    return spawn(program, args, { cwd: '/tmp', ...options })
  }
  const asRoot: Machine['asRoot'] = async (...command) => {
    const running = followCli(launch(command, { env: systemEnv }))
    running.process.stdin?.end()
    const { code, stdout, stderr } = await running.ended
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${stdout}${stderr}`)
    return stdout
  }
  return {
    words,
    asRoot,
    run: (command, as, env) => followCli(launch(command, { env }, as)),
    start: (command, as, env) => launch(command, { env, stdio: 'ignore', detached: true }, as).unref(),
    readProcess: (pid, file) => readFileSync(join(root, 'proc', String(pid), file), 'utf8'),
    copy: (file) => copyFileSync(file, join(root, 'tmp', basename(file))),
    paths: async () => {
      const left = notOfSystem.flatMap((path) => ['-path', `/${path}`, '-prune', '-o'])
      const own = ['-path', process.cwd(), '-prune', '-o']
      return new Set((await asRoot('find', '/', '-xdev', ...own, ...left, '-print')).trim().split('\n'))
    },
    programsFrom: (folder) => {
      const found = new Map<number, string>()
      for (const pid of readdirSync(join(root, 'proc')).filter((name) => /^\d+$/.test(name)))
        try {
          const program = readlinkSync(join(root, 'proc', pid, 'exe'))
          if (program.startsWith(`${folder}/`)) found.set(Number(pid), program)
        } catch {
          // it ended, or is one of the kernel's
        }
      return found
    },
    close,
  }
}

/**
 * @param archive of the bare Debian; empty: this machine
 * @param shared a folder that it has too, at the same path
 */
export async function startMachine(archive: string, shared: string): Promise<Machine> {
  if (archive === '') {
    const here: Machine = machineAt([], '/', async () => {
      await here.asRoot('apt-get', 'purge', '-y', 'jira-token-tray')
    })
    return here
  }
  const root = mkdtempSync(join(tmpdir(), 'jtt-machine-'))
  const watchdog = startWatchdog(root)
  try {
    execFileSync('tar', ['--extract', '--numeric-owner', `--file=${archive}`, '-C', root])
    execFileSync('chmod', ['755', root])
    giveSettings(root)
    const alone = ['--mount', '--pid', '--fork', '--kill-child']
    const first = startBackgroundProcess({
      command: 'unshare',
      args: [...alone, '/bin/bash', '-c', firstProcess, 'first-process', root, shared],
      env: systemEnv,
      watchdog,
      announces: true,
    })
    const pid = await first.firstLine()
    const prefix = ['/usr/bin/nsenter', `--target=${pid}`, '--mount', '--pid', '--wd=/tmp', '--']
    return machineAt(prefix, `/proc/${pid}/root`, () => watchdog.close())
  } catch (error) {
    await watchdog.close()
    throw error
  }
}
