import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * Below the ports that systems give to programs that don't care which (from 32768 on Linux, from 49152 elsewhere), and for
 * each worker of the tests its own: nobody else takes the port before the test uses it, or between two uses.
 */
const firstPort = 20_000
const portsPerWorker = 1000
const maxWorkers = 10

let next = Math.floor(Math.random() * portsPerWorker)

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}

/** A port that is free, and stays so until the test uses it. */
export async function freePort(): Promise<number> {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 0) % maxWorkers
  for (;;) {
    next = (next + 1) % portsPerWorker
    const port = firstPort + worker * portsPerWorker + next
    if (await isFree(port)) return port
  }
}
