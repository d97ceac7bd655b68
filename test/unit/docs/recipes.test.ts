import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { needProgram } from '../../support/need-program.ts'
import { recipes } from '../../support/read-recipes.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const run = promisify(execFile)

test('systemd accepts the units on the page of recipes, together', async (context) => {
  needProgram(context, 'systemd-analyze', 'systemd')
  const folder = await temporaryFolder()
  const units = recipes('ini').map((text) => ({ name: /^# (\S+)\n/.exec(text)?.[1] ?? '', text }))
  expect(units.map(({ name }) => name)).toEqual([
    'jira-report.service',
    'jira-report.timer',
    'jira-dashboard.service',
  ])
  const env = { ...process.env, XDG_RUNTIME_DIR: folder, SYSTEMD_UNIT_PATH: `${folder}:` }
  for (const { name, text } of units)
    await writeFile(join(folder, name), text.replaceAll('/usr/bin/jira-token', '/bin/true'))
  for (const { name } of units) {
    const file = join(folder, name)
    const { stdout, stderr } = await run('systemd-analyze', ['verify', '--user', file], { env })
    expect(stdout + stderr, name).toBe('')
  }
  const [, when = ''] = /^OnCalendar=(.*)$/m.exec(units[1]?.text ?? '') ?? []
  expect((await run('systemd-analyze', ['calendar', when])).stdout).toContain('Mon..Fri *-*-* 08:00:00')
})

test('no recipe has a secret among the arguments', () => {
  const lines = [...recipes('cron'), ...recipes('ini'), ...recipes('yaml')].join('\n').split('\n')
  // a shell's own printf is no program
  const secret = /\$\{?JIRA_CLIENT_SECRET|--client-secret[ =]/
  expect(
    lines.filter((line) => secret.test(line.replace(/printf %s "\$JIRA_CLIENT_SECRET" \|/, ''))),
  ).toEqual([])
})
