import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'

/** The path of a socket that accepts connections, for clients that check whether there is an owner. */
export async function ownerSocket(): Promise<string> {
  const path = join(await temporaryFolder(), 'owner.sock')
  const server = createServer().listen(path)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return path
}
