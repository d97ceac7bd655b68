import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/** A disk of 64 KiB. */
export interface SmallDisk {
  readonly folder: string
  setReadOnly(on: boolean): void
}

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0

/** Mounts one for this test; null if that isn't allowed (it requires root and Linux). */
export async function smallDisk(): Promise<SmallDisk | null> {
  const folder = join(await temporaryFolder(), 'disk')
  await mkdir(folder)
  if (process.platform !== 'linux' || !mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder)) return null
  onTestFinished(() => void spawnSync('umount', ['-l', folder]))
  return { folder, setReadOnly: (on) => void mount('-o', `remount,${on ? 'ro' : 'rw'}`, folder) }
}
