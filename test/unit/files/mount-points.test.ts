import { expect, it } from 'vitest'
import { listsMountPoint } from '../../../src/files/mount-points.ts'

const mountinfo = [
  '22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw',
  '40 22 8:1 /home/mia/.env /app/.env rw,relatime - ext4 /dev/sda1 rw',
  String.raw`41 22 8:1 /x /app/my\040files/\134.env rw master:1 - ext4 /dev/sda1 rw`,
  '',
].join('\n')

it.each([
  ['/app/.env', true],
  ['/app/my files/\\.env', true],
  ['/app', false],
  ['/home/mia/.env', false],
  ['/app/.env.local', false],
])('knows whether something is mounted at %j: %j', (path, expected) => {
  expect(listsMountPoint(mountinfo, path)).toBe(expected)
})
