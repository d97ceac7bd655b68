import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { onTestFinished } from 'vitest'

// whoever asks this file system waits for its driver, which never answers
const script = `
exec 3<>/dev/fuse || exit 1
mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 dead "$1" || exit 1
echo mounted
exec sleep 100000
`

/**
 * Mounts a disk that never answers on this folder, until the test ends. Resolves with false if that isn't allowed: it
 * requires root and Linux.
 */
export async function mountDeadDisk(folder: string): Promise<boolean> {
  const driver = spawn('/bin/sh', ['-c', script, 'driver', folder], { stdio: ['ignore', 'pipe', 'ignore'] })
  const exited = once(driver, 'exit')
  const mounted = await Promise.race([once(driver.stdout, 'data').then(() => true), exited.then(() => false)])
  onTestFinished(async () => {
    // ends all waits
    driver.kill('SIGKILL')
    await exited
    spawnSync('umount', ['-l', folder])
  })
  return mounted
}
