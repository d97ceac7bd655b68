import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sessionEnvironment } from '../../../src/client/session-environment.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const isLinux = process.platform === 'linux'

test.runIf(isLinux)(
  'a program started with almost no environment variables finds the session bus',
  async () => {
    const runtime = await temporaryFolder()
    await writeFile(join(runtime, 'bus'), '')
    expect(sessionEnvironment({ HOME: '/home/ada' }, runtime)).toEqual({
      HOME: '/home/ada',
      XDG_RUNTIME_DIR: runtime,
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtime}/bus`,
    })
  },
)

test.runIf(isLinux)('existing variables stay, and missing ones are not made up', async () => {
  const runtime = await temporaryFolder()
  const set = { XDG_RUNTIME_DIR: '/elsewhere', DBUS_SESSION_BUS_ADDRESS: 'disabled:' }
  expect(sessionEnvironment(set, runtime)).toEqual(set)
  expect(sessionEnvironment({}, runtime)).toEqual({ XDG_RUNTIME_DIR: runtime })
  expect(sessionEnvironment({}, join(runtime, 'missing'))).toEqual({})
})

test.skipIf(isLinux)('systems without a session bus get no variables for it', async () => {
  expect(sessionEnvironment({ HOME: '/home/ada' }, await temporaryFolder())).toEqual({ HOME: '/home/ada' })
})
