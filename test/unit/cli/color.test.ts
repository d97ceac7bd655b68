import { afterEach, expect, test, vi } from 'vitest'
import { hasSmartTerminal, usesColor } from '../../../src/cli/terminal/color.ts'

const isTTY = process.stdout.isTTY

afterEach(() => {
  vi.unstubAllEnvs()
  process.stdout.isTTY = isTTY
})

test.each([
  [true, 'xterm', '', true, true],
  [true, undefined, '', true, true],
  [true, 'xterm', '1', true, false],
  [true, 'dumb', '', false, false],
  [false, 'xterm', '', false, false],
  [false, 'dumb', '', false, false],
])('terminal %s, TERM %s, NO_COLOR %s: cursor %s, colors %s', (terminal, term, noColor, smart, color) => {
  process.stdout.isTTY = terminal
  vi.stubEnv('TERM', term)
  vi.stubEnv('NO_COLOR', noColor)
  expect([hasSmartTerminal(), usesColor()]).toEqual([smart, color])
})
