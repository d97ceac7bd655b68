import { readdir, readFile, readlink, realpath, rm } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'

interface RunningProgram {
  readonly pid: number
  readonly executable: string
  readonly words: readonly string[]
}

/** The programs of this user that run from a folder. Source: proc(5). */
async function findRunning(folder: string): Promise<RunningProgram[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const executable = await readlink(join('/proc', pid, 'exe'))
        if (!executable.startsWith(folder + sep)) return []
        const words = (await readFile(join('/proc', pid, 'cmdline'), 'utf8')).split('\0')
        return [{ pid: Number(pid), executable, words }]
      } catch {
        // it has ended, or is another user's
        return []
      }
    }),
  )
  return found.flat()
}

/** An installed agent: systemd starts it again, from the link. Others end soon, because the app is running. */
const isService = ({ words }: RunningProgram): boolean => words[1] === 'agent' && words.includes('--service')

function restart({ pid }: RunningProgram): void {
  try {
    process.kill(pid, 'SIGUSR2')
  } catch {
    // it has ended
  }
}

/**
 * Makes an agent that runs from an older copy restart, and removes the copies that nothing runs from. A bridge goes on,
 * because its MCP client would not start it again: its copy goes when the next one is installed.
 */
export async function retireCopies(copies: string, current: string): Promise<void> {
  const running = await findRunning(await realpath(copies))
  const copyOf = ({ executable }: RunningProgram): string => basename(dirname(executable))
  running.filter((program) => copyOf(program) !== basename(current) && isService(program)).forEach(restart)
  const used = new Set([basename(current), ...running.map(copyOf)])
  const old = (await readdir(copies)).filter((name) => name.startsWith('cli-') && !used.has(name))
  // what can't be removed now is removed next time
  await Promise.all(
    old.map((name) => rm(join(copies, name), { recursive: true, force: true }).catch(() => undefined)),
  )
}
