import { kindTraits } from '../../shared/account-kinds.ts'
import { getAccountSettings } from '../accounts/find-account.ts'
import { usageError, type Command } from '../command.ts'
import { note } from '../terminal/print.ts'
import { signIn } from '../sign-in/sign-in.ts'

/** `jira-token sign-in`: in the app, in the browser, or manually. */
export const signInCommand: Command = {
  usage: 'sign-in [ACCOUNT] [--browser [--no-open] | --manual] [--yes]',
  help: `Signs in. By default uses the app's setting if the app is running, otherwise your browser (or a
manual sign-in if there is no desktop).

  --browser  sign in with the browser on this computer (BROWSER, if set)
  --no-open  print the sign-in URL on stdout instead of opening it
  --manual   print the sign-in URL on stdout, then read from stdin the URL your browser ends up on
             (or just the code in it). If stdin ends first, you have ten minutes to finish in
             any terminal: jira-token exchange
  --yes      confirm signing in as a different person than before (in scripts the default is no)

Examples:
  jira-token sign-in work
  ssh -t server jira-token sign-in work --manual`,
  options: {
    browser: { type: 'boolean' },
    manual: { type: 'boolean' },
    'no-open': { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  words: [0, 1],
  run: async (given) => {
    const [browser, manual, noOpen] = [given.has('browser'), given.has('manual'), given.has('no-open')]
    if (manual && (browser || noOpen))
      throw usageError('--manual can’t be combined with --browser or --no-open')
    const account = await getAccountSettings(given.positionals[0] ?? null)
    if (!kindTraits[account.kind].signsIn)
      return note(
        `${account.name} needs no sign-in: it is a service account, whose client ID and client secret are enough to get tokens.`,
      )
    const surface = manual ? 'manual' : browser ? 'browser' : null
    await signIn(account, { surface, noOpen, yes: given.has('yes') })
  },
}
