import { spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'

function mount(...args: string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`)
}

/** Makes a folder as a disk is that was mounted read-only after a fault, for this test. Takes root, on Linux. */
export function makeReadOnly(folder: string): void {
  mount('--bind', folder, folder)
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  mount('-o', 'remount,bind,ro', folder)
}
