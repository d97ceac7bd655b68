import { cleanText } from '../../shared/clean-text.ts'
import { failure, usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { yesOption } from '../shared-options.ts'
import { demandYes } from '../terminal/confirm.ts'
import { note } from '../terminal/print.ts'
import type { OwnData, OwnDataPart } from '../uninstall/own-data.ts'

const listed = (texts: readonly string[]) =>
  texts.map((text) => `  - ${cleanText(text, Infinity)}`).join('\n')

function show({ parts, stays }: OwnData): void {
  note(`This will be removed:\n${listed(parts.map(({ what }) => what))}`)
  if (stays.length > 0) note(`This stays:\n${listed(stays)}`)
}

/** Removes one part after another. Resolves with what is left. */
async function removeAll(parts: readonly OwnDataPart[]): Promise<OwnDataPart[]> {
  const left: OwnDataPart[] = []
  for (const [index, part] of parts.entries())
    try {
      await part.remove()
      note(`Removed: ${cleanText(part.what, Infinity)}`)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      note(`Not removed: ${cleanText(part.what, Infinity)} (${cleanText(why, Infinity)})`)
      left.push(part)
      if (part.isNeeded) return [...left, ...parts.slice(index + 1)]
    }
  return left
}

/** `jira-token uninstall`: removes what a package manager can't, because it belongs to the user. */
export const command = defineCommand({
  description: `Removes everything that Jira Token Tray keeps for you on this computer: your accounts with their tokens in
the keychain, token files, settings, history, and logs, the installed background agent, start at login,
and its entries in MCP clients. It lists them first, and asks. The app or background agent ends.

Your .env files stay; only the token in them is removed. The program stays too: remove it afterwards, the
way you installed it. If something can't be removed, the command says what is left, and can be repeated.`,
  options: {
    allMyData: {
      help: "required: this can't be undone",
      required: 'it confirms that your accounts and their tokens are to be removed',
    },
    yes: yesOption,
  },
  examples: [
    'jira-token uninstall --all-my-data',
    'jira-token uninstall --all-my-data < /dev/null   # only lists what it would remove',
  ],
  run: async ({ yes }) => {
    if ((process.env['JIRA_TOKEN_SOCKET'] ?? '') !== '')
      throw usageError('unset JIRA_TOKEN_SOCKET first: it may lead to accounts of another data folder')
    const { findOwnData } = await import('../uninstall/own-data.ts')
    const data = await findOwnData()
    if (data.parts.length === 0) return note('There is nothing of yours to remove.')
    show(data)
    await demandYes(yes, 'Remove all of this? It can’t be undone.')
    const left = await removeAll(data.parts)
    if (left.length > 0) {
      note(`Still there:\n${listed(left.map(({ what }) => what))}`)
      throw failure('not everything could be removed. Solve what is said above, then run this command again')
    }
    note('All your data is removed. Now you can remove the program, the way you installed it.')
  },
})
