import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { exportLine, likelyShell } from '../../../src/cli/commands/env.ts'

const odd = String.raw`a'b"c$HOME\n\\ ` + '`id`!* ‘x’'

const has = (program: string) => spawnSync(program, ['-c', 'true']).status === 0

test.runIf(has('sh'))('sh gets exactly the value, whatever it contains', () => {
  const script = `eval "$(cat)"; printf %s "$X" ; sh -c 'printf " %s" "$X"'`
  const input = exportLine('sh', 'X', odd)
  expect(execFileSync('sh', ['-c', script], { input }).toString()).toBe(`${odd} ${odd}`)
})

test.runIf(has('fish'))('fish gets exactly the value, whatever it contains', () => {
  const script = 'cat | source; printf %s "$X"; sh -c \'printf " %s" "$X"\''
  const input = exportLine('fish', 'X', odd)
  expect(execFileSync('fish', ['-c', script], { input }).toString()).toBe(`${odd} ${odd}`)
})

test('fish gets its own quoting', () => {
  expect(exportLine('fish', 'X', String.raw`a'b\c`)).toBe(String.raw`set -gx X 'a\'b\\c'`)
})

test('PowerShell’s straight and curly quotes are doubled', () => {
  expect(exportLine('powershell', 'X', `a'b‘c’d$e`)).toBe(`$env:X = 'a''b‘‘c’’d$e'`)
})

test('a value that would be a second command is refused', () => {
  expect(() => exportLine('powershell', 'X', 'a\nRemove-Item x')).toThrow('X contains control characters.')
})

test.each([
  [{ SHELL: '/usr/bin/fish' }, 'linux', 'fish'],
  [{ SHELL: '/bin/zsh' }, 'darwin', 'sh'],
  [{ SHELL: '/usr/bin/pwsh' }, 'linux', 'powershell'],
  [{}, 'linux', 'sh'],
  [{}, 'win32', 'powershell'],
  // Git Bash
  [{ SHELL: String.raw`C:\Program Files\Git\usr\bin\bash.exe` }, 'win32', 'sh'],
] as const)('with %j on %s the shell is probably %s', (environment, platform, shell) => {
  expect(likelyShell(environment, platform)).toBe(shell)
})
