import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { completionScripts } from '../../../../src/cli/completion/scripts.ts'
import { findCompletions } from '../../../../src/cli/uninstall/completions.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

async function homeWith(files: Readonly<Record<string, string>>): Promise<string> {
  const home = await temporaryFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  return home
}

const fishFile = '.config/fish/completions/jira-token.fish'

// Windows does not let the environment choose the home folder
it.skipIf(process.platform === 'win32')(
  'finds the file for fish, also one of an earlier version, and the lines in files of the user',
  async () => {
    const earlier = `${completionScripts['fish']?.split('\n', 1)[0]}\ncomplete -c jira-token\n`
    const home = await homeWith({
      [fishFile]: earlier,
      '.bashrc': 'a\nsource <(jira-token completion bash)\n',
      '.zshrc': 'source <(jira-token completion zsh)\n',
    })
    expect(findCompletions({ HOME: home })).toEqual({
      files: [join(home, fishFile)],
      lines: [join(home, '.bashrc'), join(home, '.zshrc')],
    })
  },
)

it('leaves alone what the user wrote, and what only mentions the program', async () => {
  const home = await homeWith({
    [fishFile]: '# mine\n',
    '.bashrc': 'alias jt=jira-token\n',
  })
  expect(findCompletions({ HOME: home })).toEqual({ files: [], lines: [] })
})
