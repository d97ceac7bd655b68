import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { askSecret } from '../../../src/cli/terminal/ask-secret.ts'
import { eventually } from '../../support/eventually.ts'

/** A terminal that records what is written while typing would be visible. */
function terminal() {
  const input = new PassThrough()
  const modes: boolean[] = []
  const interrupt = vi.fn<() => void>()
  const asked = askSecret(
    'Secret: ',
    Object.assign(input, { setRawMode: (on: boolean) => modes.push(on) }),
    interrupt,
  )
  asked.catch(() => undefined)
  return { input, modes, asked, interrupt }
}

let shown = ''
beforeEach(() => {
  shown = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown += String(text)
    return true
  })
})
afterEach(() => void vi.restoreAllMocks())

it('reads up to Enter, and echoes nothing', async () => {
  const { input, modes, asked } = terminal()
  for (const key of ['s', 'e', 'crét', '\r']) input.write(key)
  expect(await asked).toBe('secrét')
  expect(shown).toBe('Secret: \n')
  expect(modes).toEqual([true, false])
})

it.each([
  ['Backspace', 'secrxx\u007f\u007fet\n'],
  ['Ctrl-U', 'wrong\u0015secret\n'],
  ['arrow keys', 'sec\u001b[Dret\u001bOA\n'],
  ['the brackets that terminals put around a paste', '\u001b[200~secret\u001b[201~\n'],
  ['spaces around it', '  secret \n'],
])('understands %s', async (_what, keys) => {
  const { input, asked } = terminal()
  input.write(keys)
  expect(await asked).toBe('secret')
})

it('accepts characters that arrive in two parts', async () => {
  const { input, asked } = terminal()
  const bytes = Buffer.from('é\n')
  input.write(bytes.subarray(0, 1))
  input.write(bytes.subarray(1))
  expect(await asked).toBe('é')
})

it('leaves the next line to the next reader', async () => {
  const { input, asked } = terminal()
  input.write('secret\r\nnext\n')
  expect(await asked).toBe('secret')
  expect(String(input.read())).toBe('next\n')
})

it.each([
  ['Enter alone', '\n'],
  ['Ctrl-D', '\u0004'],
])('takes %s as an empty answer', async (_what, keys) => {
  const { input, modes, asked } = terminal()
  input.write(keys)
  await expect(asked).rejects.toMatchObject({ exitCode: 1 })
  expect(modes.at(-1)).toBe(false)
})

it('gives up when the terminal goes away', async () => {
  const { input, asked } = terminal()
  input.end()
  await expect(asked).rejects.toMatchObject({ exitCode: 1 })
})

it('interrupts on Ctrl-C, and restores the terminal', async () => {
  const { input, modes, interrupt } = terminal()
  input.write('sec\u0003')
  await eventually(() => interrupt.mock.calls.length).toBe(1)
  expect(modes).toEqual([true, false])
})
