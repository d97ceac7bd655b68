import { getAccountSettings } from '../accounts/find-account.ts'
import { usageError, type Command } from '../command.ts'
import { finishSignIn } from '../sign-in/finish-sign-in.ts'
import { reportSignedIn } from '../sign-in/report-signed-in.ts'
import { answerQuestions } from '../sign-in/answer-questions.ts'
import { askLine } from '../terminal/ask-line.ts'

async function redirectIn(given: readonly string[]): Promise<string> {
  const [word = '-'] = given
  const text = word === '-' ? await askLine('URL of the page you ended up on: ') : word.trim()
  if (text === null || text === '') throw usageError('the URL is missing')
  return text
}

/** `jira-token exchange`: ends a manual sign-in that was begun elsewhere. */
export const exchangeCommand: Command = {
  usage: 'exchange [URL-OR-CODE] [--account ACCOUNT] [--yes]',
  help: `Ends a manual sign-in that was begun in another terminal within the last ten minutes, also when
the agent or the computer has ended since. Give the whole URL that the browser was sent to, in
quotes, or only the code in it; without it, or with -, it is read from stdin.

  --account ACCOUNT  needed with a code when several sign-ins wait
  --yes              also as another person than before

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
