import { kindTraits } from '../../shared/account-kinds.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { defineCommand } from '../command.ts'
import { accountArgument } from '../shared-options.ts'
import { note } from '../terminal/print.ts'
import { signIn } from '../sign-in/sign-in.ts'

/** `jira-token sign-in`: in the app, in the browser, or manually. */
export const command = defineCommand({
  description: `Signs in. By default uses the app's setting if the app is running, otherwise your browser (or a
manual sign-in if there is no desktop).`,
  arguments: { account: accountArgument },
  options: {
    browser: { help: 'sign in with the browser on this computer (BROWSER, if set)' },
    noOpen: { help: 'print the sign-in URL on stdout instead of opening it' },
    manual: {
      help: `print the sign-in URL on stdout, then read from stdin the URL your browser ends up on (or just the code in
        it). If stdin ends first, you have ten minutes to finish in any terminal: jira-token exchange`,
    },
    yes: { help: 'confirm signing in as a different person than before (in scripts the default is no)' },
  },
  exclusive: [[['browser', 'noOpen'], 'manual']],
  examples: ['jira-token sign-in work', 'ssh -t server jira-token sign-in work --manual'],
  run: async ({ account: wanted, browser, noOpen, manual, yes }) => {
    const account = await getAccountSettings(wanted)
    if (!kindTraits[account.kind].signsIn)
      return note(
        `${account.name} needs no sign-in: it is a service account, whose client ID and client secret are enough to get tokens.`,
      )
    const surface = manual ? 'manual' : browser ? 'browser' : null
    await signIn(account, { surface, noOpen, yes })
  },
})
