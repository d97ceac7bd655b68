import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { claimOwnership } from '../../../src/ownership/acquire-ownership.ts'

// A candidate: for each data folder it reads from stdin, it tries until there is an owner, and prints the outcome.

async function claim(dataFolder: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.end(`${process.pid}`)
  })
  for (;;) {
    const { kind } = await claimOwnership(dataFolder, server)
    if (kind !== 'busy') return kind
  }
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (dataFolder) => {
  void claim(dataFolder).then(
    (kind) => process.stdout.write(`${kind}\n`),
    (error: unknown) => process.stdout.write(`${String(error)}\n`),
  )
})
lines.on('close', () => process.exit(0))
process.stdout.write('ready\n')
