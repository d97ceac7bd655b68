import { getAccountSettings } from '../accounts/find-account.ts'
import { missing, type Command } from '../command.ts'
import { finishSignIn } from '../sign-in/finish-sign-in.ts'
import { reportSignedIn } from '../sign-in/report-signed-in.ts'
import { answerQuestions } from '../sign-in/answer-questions.ts'
import { askLine } from '../terminal/ask-line.ts'

async function redirectIn(given: readonly string[]): Promise<string> {
  const [word = '-'] = given
  const text = word === '-' ? await askLine('Paste the URL of the page you ended up on: ') : word.trim()
  if (text === null || text === '') throw missing('URL-OR-CODE')
  return text
}

/** `jira-token exchange`: finishes a manual sign-in that was started elsewhere. */
export const exchangeCommand: Command = {
  usage: 'exchange [URL-OR-CODE] [--account ACCOUNT] [--yes]',
  help: `Finishes a manual sign-in that you started in another terminal within the last ten minutes, even
if the agent or computer has restarted since. Pass the full URL your browser ended up on, in quotes,
or just the code in it. Without an argument, or with -, it is read from stdin.

  --account ACCOUNT  required with a code if several sign-ins are waiting
  --yes              confirm signing in as a different person than before

Example:
  jira-token exchange 'http://localhost:8080/callback?state=…&code=…'`,
  options: { account: { type: 'string' }, yes: { type: 'boolean' } },
  words: [0, 1],
  run: async (given) => {
    const wanted = given.value('account')
    const account = wanted === null ? null : (await getAccountSettings(wanted)).id
    const answer = await finishSignIn(await redirectIn(given.positionals), account)
    await answerQuestions({ accountId: answer.account.id, yes: given.has('yes') }, answer)
    await reportSignedIn(answer.account.id)
  },
}
