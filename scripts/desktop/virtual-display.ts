import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startBackgroundProcess } from './background-process.ts'
import type { Watchdog } from './watchdog.ts'

const familyWild = 0xffff

/**
 * Starts an X server without a screen, on a free display number, which requires the cookie in `folder`. Returns
 * `DISPLAY` and `XAUTHORITY` for its programs.
 */
export async function startVirtualDisplay(folder: string, watchdog: Watchdog) {
  const cookieFile = join(folder, 'Xauthority')
  writeFileSync(cookieFile, xauthorityEntry(randomBytes(16)), { mode: 0o600 })
  const server = startBackgroundProcess({
    command: 'Xvfb',
    args: [
      '-displayfd',
      '3',
      '-screen',
      '0',
      '1280x900x24',
      '-nolisten',
      'tcp',
      '-noreset',
      '-auth',
      cookieFile,
    ],
    env: process.env,
    watchdog,
    announces: true,
  })
  const display = `:${await server.firstLine()}`
  return { display, server, env: { DISPLAY: display, XAUTHORITY: cookieFile } }
}

/** One entry of an Xauthority file, for any display (libXau, Xau.h): lengths and family are 16 bit, big-endian. */
function xauthorityEntry(cookie: Buffer) {
  const family = Buffer.alloc(2)
  family.writeUInt16BE(familyWild)
  const fields = ['', '', 'MIT-MAGIC-COOKIE-1', cookie].map((value) => {
    const bytes = Buffer.from(value as string)
    const length = Buffer.alloc(2)
    length.writeUInt16BE(bytes.length)
    return Buffer.concat([length, bytes])
  })
  return Buffer.concat([family, ...fields])
}
