import { expect, test } from 'vitest'
import { allowOnlyUser, type RunTool } from '../../../src/ownership/windows-access.ts'

const sid = 'S-1-5-21-1004336348-1177238915-682003330-1001'

function recorder(whoami = `"office\\ada","${sid}"\r\n`) {
  const calls: (readonly string[])[] = []
  const run: RunTool = (program, args) => {
    calls.push([program, ...args])
    return Promise.resolve(program === 'whoami.exe' ? whoami : '')
  }
  return { calls, run }
}

test('on Windows, a folder of ours inherits no access, and only the user, the system, and administrators have some', async () => {
  const { calls, run } = recorder()
  await allowOnlyUser('D:\\data\\Jira Token Tray', 'win32', run)
  const [, [program, folder, ...words] = []] = calls
  expect([program, folder]).toEqual(['icacls.exe', 'D:\\data\\Jira Token Tray'])
  expect(words).toEqual([
    '/inheritance:r',
    '/grant:r',
    `*${sid}:(OI)(CI)F`,
    '*S-1-5-18:(OI)(CI)F',
    '*S-1-5-32-544:(OI)(CI)F',
    '/q',
  ])
})

test('a whole drive keeps its access, and so does every folder elsewhere', async () => {
  const { calls, run } = recorder()
  await allowOnlyUser('D:\\', 'win32', run)
  await allowOnlyUser('/home/ada/.config/Jira Token Tray', 'linux', run)
  expect(calls).toEqual([])
})

test('takes no access away if it doesn’t know who the user is', async () => {
  const { calls, run } = recorder('')
  await expect(allowOnlyUser('D:\\data', 'win32', run)).rejects.toThrow(/who the user is/)
  expect(calls).toHaveLength(1)
})
