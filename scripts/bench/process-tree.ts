import { readdirSync, readFileSync } from 'node:fs'

/** A note for tables that show memory. */
export const ussNote =
  'memory: private pages of all its processes (USS: Private_Clean + Private_Dirty of smaps_rollup); shared ones are not counted'

/** Clock ticks per second: what `getconf CLK_TCK` prints on every current Linux. */
const ticksPerSec = 100

function statOf(pid: number): { parent: number; cpuSec: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // the program's name is in parentheses and may contain anything; source: proc(5)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), cpuSec: (Number(fields[11]) + Number(fields[12])) / ticksPerSec }
  } catch {
    return null
  }
}

/** The process IDs of a process and its descendants. */
export function listTree(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    const stat = Number.isNaN(pid) ? null : statOf(pid)
    if (stat !== null) children.set(stat.parent, [...(children.get(stat.parent) ?? []), pid])
  }
  const below = (pid: number): number[] => [pid, ...(children.get(pid) ?? []).flatMap(below)]
  return below(root)
}

/** CPU seconds used so far by a process and its descendants. */
export function measureCpuSec(root: number): number {
  return listTree(root).reduce((sum, pid) => sum + (statOf(pid)?.cpuSec ?? 0), 0)
}

/** Milliseconds of CPU used so far by a process and its descendants, to the microsecond; source: sched-stats. */
export function measureCpuMs(root: number): number {
  const threads = listTree(root).flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`)
    } catch {
      return []
    }
  })
  return threads.reduce((sum, path) => {
    try {
      return sum + Number(readFileSync(path, 'utf8').split(' ')[0]) / 1_000_000
    } catch {
      return sum
    }
  }, 0)
}

/**
 * The private memory of a process and its descendants in megabytes (USS): what would be free without them. PSS would
 * depend on what else is running, because it divides shared pages among the programs that use them.
 */
export function measureMemoryMb(root: number): number {
  const kilobytes = listTree(root).map((pid) => {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
      const own = [...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)]
      return own.reduce((sum, [, size]) => sum + Number(size), 0)
    } catch {
      return 0
    }
  })
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024
}
