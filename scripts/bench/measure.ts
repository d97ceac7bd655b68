import { spawn } from 'node:child_process'
import { once } from 'node:events'

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** One line of the report; `aim` is the goal. */
export function row(name: string, ours: number, theirs: number, digits: number, aim: string): void {
  const [a, b] = [ours.toFixed(digits).padStart(10), theirs.toFixed(digits).padStart(10)]
  console.log(`${name.padEnd(46)} ${a} ${b} ${(ours / theirs).toFixed(2).padStart(8)} ×  ${aim}`)
}

/** Milliseconds a program takes from start to exit. */
export async function measureMs(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...args] = command
  const startedMs = performance.now()
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'ignore'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}`)
  return performance.now() - startedMs
}

/** The medians of two programs, started in turn; the first round only warms up the disk cache. */
export async function inTurn(
  rounds: number,
  ours: readonly string[],
  theirs: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<[ours: number, theirs: number]> {
  const taken: [number[], number[]] = [[], []]
  for (let round = 0; round <= rounds; round += 1) {
    const pair = [await measureMs(ours, env), await measureMs(theirs, env)] as const
    if (round > 0) pair.forEach((ms, index) => taken[index]?.push(ms))
  }
  return [median(taken[0]), median(taken[1])]
}
