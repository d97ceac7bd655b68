import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { EOL } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createRedactor } from '../../../src/adapters/log/redact.ts'
import { eventually } from '../../support/eventually.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { trickyText, uncleanText } from '../../support/unclean-text.ts'

test('a log file that can’t be written is ignored silently', async () => {
  // so that electron-log won't keep it
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { createFileLog } = await import('../../../src/adapters/log/file-log.ts')
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  createFileLog(join(file, 'logs'), createRedactor(), false).info('hello')
  expect(said).not.toHaveBeenCalled()
})

test.skipIf(process.platform === 'win32')(
  'log files are readable only by the user, also those of earlier versions',
  async () => {
    const { createFileLog } = await import('../../../src/adapters/log/file-log.ts')
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'old'))
    for (const name of ['jira-token-tray.log', 'jira-token-tray.old.log'])
      await writeFile(join(folder, 'old', name), '', { mode: 0o644 })
    for (const name of ['new', 'old'])
      createFileLog(join(folder, name), createRedactor(), false).info('hello')
    for (const name of ['new/jira-token-tray.log', 'old/jira-token-tray.log', 'old/jira-token-tray.old.log'])
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600])
  },
)

test('each message is one clean line, whatever is in it', async () => {
  const { createFileLog } = await import('../../../src/adapters/log/file-log.ts')
  const folder = await temporaryFolder()
  const log = createFileLog(folder, createRedactor(), false)
  log.setLevel('debug')
  log.warn(trickyText('said'), { name: trickyText('name'), error: new Error(trickyText('error')) })
  log.info('big', { name: 'N'.repeat(900_000) })
  const read = () => readFile(join(folder, 'jira-token-tray.log'), 'utf8')
  await eventually(read).toContain('big')
  const lines = (await read()).trimEnd().split(EOL)
  expect(lines).toHaveLength(2)
  for (const line of lines) {
    expect(line).not.toMatch(uncleanText)
    expect(line.length).toBeLessThan(10_000)
  }
})
