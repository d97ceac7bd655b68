import { readdirSync, readFileSync } from 'node:fs'
import { listTree } from './process-tree.ts'

/** How often the threads of a process and its descendants have gone to sleep so far, which is how often they were woken. */
export function wakeupsOf(root: number): number {
  const statuses = listTree(root).flatMap((pid) => {
    try {
      return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/status`)
    } catch {
      return []
    }
  })
  return statuses.reduce((sum, path) => {
    try {
      return sum + Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(path, 'utf8'))?.[1] ?? 0)
    } catch {
      return sum
    }
  }, 0)
}
