import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createRedactor } from '../../../src/adapters/log/redact.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

test('a log file that can’t be written is ignored silently', async () => {
  // so that electron-log won't keep it
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { createFileLog } = await import('../../../src/adapters/log/file-log.ts')
  const file = join(await temporaryFolder(), 'file')
  await writeFile(file, '')
  createFileLog(join(file, 'logs'), createRedactor(), false).info('hello')
  expect(said).not.toHaveBeenCalled()
})
