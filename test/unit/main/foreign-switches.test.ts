import { expect, test } from 'vitest'
import { foreignSwitches } from '../../../src/main/foreign-switches.ts'

test('switches that people need stay, and all others go', () => {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--ozone-platform=wayland',
    '--force-device-scale-factor=2',
    'file',
    '--log-net-log=/tmp/log',
    '--net-log-capture-mode=Everything',
    '--proxy-server=localhost:1',
    '--remote-debugging-port',
    '--ssl-key-log-file=a=b',
    '--hidden',
  ]
  expect(foreignSwitches(args, 'linux')).toEqual([
    'log-net-log',
    'net-log-capture-mode',
    'proxy-server',
    'remote-debugging-port',
    'ssl-key-log-file',
    'hidden',
  ])
})

test.each([
  ['linux', '-remote-debugging-port=1', ['remote-debugging-port']],
  ['linux', ' --remote-debugging-port=1\n', ['remote-debugging-port']],
  ['linux', '/remote-debugging-port', []],
  ['linux', '--', []],
  ['linux', '-', []],
  ['linux', '', []],
  ['linux', '--no-sandbox-and-etc/zygote', ['no-sandbox-and-etc/zygote']],
  ['linux', '--No-Sandbox', ['No-Sandbox']],
  ['win32', '/Remote-Debugging-Port=1', ['remote-debugging-port']],
  ['win32', '--NO-SANDBOX', []],
] as const)('on %s, %j is read as Chromium reads it', (platform, arg, names) => {
  expect(foreignSwitches([arg], platform)).toEqual(names)
})
