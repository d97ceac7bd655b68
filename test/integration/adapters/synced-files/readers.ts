import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { numberIn } from './numbered-env.ts'

// Many readers that read one file repeatedly until stdin ends; prints when they have seen enough, and at the end what they saw.

const [path = '', count = '1'] = process.argv.slice(2)
const seen = new Set<number>()
let reads = 0
let torn = 0
let stop = false
let sawEnough = false

async function keepReading(): Promise<void> {
  if (stop) return
  const number = numberIn(await readFile(path, 'latin1'))
  reads += 1
  if (number === null) torn += 1
  else seen.add(number)
  if (!sawEnough && reads > 2 * Number(count) && seen.size > 2) {
    sawEnough = true
    process.stdout.write('enough\n')
  }
  // Windows replaces no file that is always open
  if (process.platform === 'win32') await delay(100)
  return keepReading()
}

process.stdin.on('end', () => (stop = true)).resume()
if (numberIn(readFileSync(path, 'latin1')) === null) throw new Error('the file is incomplete at the start')
process.stdout.write('reading\n')
void Promise.all(Array.from({ length: Number(count) }, keepReading)).then(() =>
  process.stdout.write(`${JSON.stringify({ torn })}\n`),
)
