import { expect, test } from 'vitest'
import { runToEnd } from '../../../scripts/bootstrap/run-to-end.ts'

/** Megabytes that V8 takes for new objects while many are created. */
const measure = `
  const { getHeapSpaceStatistics } = await import('node:v8')
  let kept = []
  for (let at = 0; at < 2_000_000; at += 1) {
    kept.push({ at })
    if (kept.length > 30_000) kept = []
  }
  const space = getHeapSpaceStatistics().find((one) => one.space_name === 'new_space')
  console.log(space.space_size / 1024 / 1024)`

async function newSpaceMb(before: string): Promise<number> {
  const program = ['--import', 'tsx', '--input-type=module', '--eval', before + measure]
  return Number((await runToEnd(process.execPath, program)).output)
}

test('a process that saves memory keeps little of it for new objects', async () => {
  const module = new URL('../../../src/adapters/system/save-memory.ts', import.meta.url).href
  const saved = `const { saveMemory } = await import(${JSON.stringify(module)}); saveMemory();`
  expect(await newSpaceMb(saved)).toBeLessThanOrEqual(4)
  expect(await newSpaceMb('')).toBeGreaterThan(4)
})
