import { createServer } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { addressListener } from '../../../src/ownership/listen-at-address.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** The file of an owner that accepts connections, for clients that check whether there is one. */
export async function ownerSocket(): Promise<string> {
  const file = join(await temporaryFolder(), 'owner.sock')
  const server = createServer()
  await addressListener.offer(server, file)
  onTestFinished(() => void server.close())
  return file
}
