import { createTokenFiles } from '../../../../src/adapters/synced-files/token-files.ts'
import { numberedFile, numberedValues } from './numbered-env.ts'

// Writes increasing numbers to the file until it is killed.

const [path = '', first = '1'] = process.argv.slice(2)
const files = createTokenFiles({
  ownFolder: '/nowhere',
  dataFolder: '/nowhere',
  queue: { run: (_folder, work) => work() },
})

async function write(number: number): Promise<never> {
  await files.write(numberedFile(path), numberedValues(number))
  if (number === Number(first)) process.stdout.write('writing\n')
  return write(number + 1)
}

void write(Number(first))
