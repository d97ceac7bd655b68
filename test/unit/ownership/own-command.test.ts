import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ownCommand, scriptRunner } from '../../../src/ownership/own-command.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

// `packaged-cli.test.ts` has the packaged one

test.skipIf(process.platform === 'win32')(
  'a script is started by this Node, and by its real path',
  async () => {
    const folder = await temporaryFolder()
    const [script, link] = [join(folder, 'jira-token.cjs'), join(folder, 'jira-token')]
    await writeFile(script, '')
    await symlink(script, link)
    const before = process.argv[1] ?? ''
    onTestFinished(() => void (process.argv[1] = before))
    process.argv[1] = link
    expect(ownCommand()).toEqual([process.execPath, script])
    expect(scriptRunner()).toBe(process.execPath)
  },
)
