import { getAccountSettings } from '../accounts/find-account.ts'
import { missing } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { accountOption } from '../shared-options.ts'
import { finishSignIn } from '../sign-in/finish-sign-in.ts'
import { reportSignedIn } from '../sign-in/report-signed-in.ts'
import { answerQuestions } from '../sign-in/answer-questions.ts'
import { askLine } from '../terminal/ask-line.ts'

async function redirectIn(word: string): Promise<string> {
  const text = word === '-' ? await askLine('Paste the URL of the page you ended up on: ') : word.trim()
  if (text === null || text === '') throw missing('URL-OR-CODE')
  return text
}

/** `jira-token exchange`: finishes a manual sign-in that was started elsewhere. */
export const command = defineCommand({
  description: `Finishes a manual sign-in that you started in another terminal within the last ten minutes, even
if the agent or computer has restarted since. Pass the full URL your browser ended up on, in quotes,
or just the code in it. Without an argument, or with -, it is read from stdin.`,
  arguments: { urlOrCode: { value: 'URL-OR-CODE' } },
  options: {
    account: { ...accountOption, help: 'required with a code if several sign-ins are waiting' },
    yes: { help: 'confirm signing in as a different person than before' },
  },
  examples: ["jira-token exchange 'http://localhost:8080/callback?state=…&code=…'"],
  run: async ({ urlOrCode, account: wanted, yes }) => {
    const account = wanted === null ? null : (await getAccountSettings(wanted)).id
    const answer = await finishSignIn(await redirectIn(urlOrCode ?? '-'), account)
    await answerQuestions({ accountId: answer.account.id, yes }, answer)
    await reportSignedIn(answer.account.id)
  },
})
