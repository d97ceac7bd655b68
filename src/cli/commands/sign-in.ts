import { getAccountSettings } from '../accounts/find-account.ts'
import { usageError, type Command } from '../command.ts'
import { signIn } from '../sign-in/sign-in.ts'

/** `jira-token sign-in`: in the app, in the browser, or by hand. */
export const signInCommand: Command = {
  usage: 'sign-in [ACCOUNT] [--browser [--no-open] | --manual] [--yes]',
  help: `Signs in. Without an option: as the app is set, when it runs; else in the browser, or by hand
where there is no desktop.

  --browser  in your browser (BROWSER, if that is set), on this computer
  --no-open  only print the page, alone on stdout
  --manual   print the page alone on stdout; read the URL that the browser is sent to in the end
             from stdin, or only the code in it. When stdin ends before, the sign-in waits for
             ten minutes, also for another terminal: jira-token exchange
  --yes      also as another person than before; without a terminal the answer is no

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
    if (manual && (browser || noOpen)) throw usageError('--manual goes with neither --browser nor --no-open')
    const account = await getAccountSettings(given.positionals[0] ?? null)
    const surface = manual ? 'manual' : browser ? 'browser' : null
    await signIn(account, { surface, noOpen, yes: given.has('yes') })
  },
}
