import { spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`)
}

/** Makes a folder read-only for this test, like a disk that was remounted after a fault. Requires root and Linux. */
export function makeReadOnly(folder: string): void {
  mount('--bind', folder, folder)
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  mount('-o', 'remount,bind,ro', folder)
}
