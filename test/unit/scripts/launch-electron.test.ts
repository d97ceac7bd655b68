import { expect, it, vi } from 'vitest'
import { keepResults } from '../../../scripts/harness/launch-electron.ts'

const lost = new Error('electronApplication.evaluate: Resulting promise was garbage collected.')

/** Runs functions here instead of in Electron, and loses the first results. */
function losesResults(times: number) {
  let left = times
  const electron = {
    evaluate: async (run: (electron: object, arg: unknown) => unknown, arg: unknown): Promise<unknown> => {
      const result = await run({ name: 'electron' }, arg)
      if (left-- > 0) throw lost
      return result
    },
  }
  keepResults(electron as never)
  return electron
}

it('a lost result is asked for again, and the function runs once', async () => {
  const ran = vi.fn()
  Object.assign(globalThis, { ran })
  const result = await losesResults(3).evaluate((electron, arg) => {
    ;(globalThis as unknown as { ran: (arg: unknown) => void }).ran(arg)
    return { electron, arg }
  }, 7)
  expect(result).toEqual({ electron: { name: 'electron' }, arg: 7 })
  expect(ran.mock.calls).toEqual([[7]])
})

it('a result that is always lost is an error', async () => {
  await expect(losesResults(100).evaluate(() => 1, undefined)).rejects.toThrow('garbage collected')
})

it('errors of the function are passed on', async () => {
  const fails = losesResults(0).evaluate(() => {
    throw new Error('broken')
  }, undefined)
  await expect(fails).rejects.toThrow('broken')
})
