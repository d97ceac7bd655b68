import { execFileSync } from 'node:child_process'

/** Runs git in a folder; returns what it printed. Throws if it fails. */
export const git = (root: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

/** The same, but null if git fails. */
export function tryGit(root: string, ...args: readonly string[]): string | null {
  try {
    return git(root, ...args)
  } catch {
    return null
  }
}
