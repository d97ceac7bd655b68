import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Systems give out ports from 32768 (Linux) or 49152 on to whoever names none, so one of these stays free while nobody
 * listens on it. Tests that run side by side each have their own.
 */
const count = 1000
const lowest = 20_000 + count * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 12)

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    // for both IPv4 and IPv6
    server.listen(port)
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

let latest = randomInt(count)

/**
 * A port of this computer that is free, and stays free for a caller that closes and opens it. Never the same one twice: a
 * client in this process may still have a connection to whoever had it before.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    latest = (latest + 1) % count
    const port = lowest + latest
    if (await isFree(port)) return port
  }
}
