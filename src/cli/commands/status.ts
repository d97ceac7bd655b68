import { cleanText, toCleanJson } from '../../shared/clean-text.ts'
import type { AccountStatus, Status } from '../../shared/local-api.ts'
import { updateText } from '../../shared/update-text.ts'
import { defineCommand } from '../command.ts'
import { addHint } from '../import/add-hint.ts'
import { stateColors, usesColor } from '../terminal/color.ts'
import { formatTable, terminalColumns } from '../terminal/fit.ts'
import { localTime } from '../terminal/local-time.ts'
import { note, print } from '../terminal/print.ts'
import { ask } from '../connection.ts'

const yesOrNo = (yes: boolean) => (yes ? 'yes' : 'no')

function describeRenewal({ autoRenewalEnabled, autoRenewalRunning }: AccountStatus): string {
  if (autoRenewalRunning) return 'running'
  return autoRenewalEnabled ? 'stopped' : 'off'
}

/** `h:mm:ss`, as long as the token is valid; `-` without one. */
function timeLeft({ expiresInSec }: AccountStatus): string {
  if (expiresInSec === null) return '-'
  const left = Math.max(0, expiresInSec)
  const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60]
  return parts.map((part, index) => (index === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':')
}

interface Column {
  readonly heading: string
  text(account: AccountStatus): string
}

const columns: readonly Column[] = [
  { heading: 'ACCOUNT', text: ({ name, isDefault }) => (isDefault ? `${name} *` : name) },
  { heading: 'LEFT', text: timeLeft },
  // the time left has its own column
  { heading: 'STATE', text: ({ summary }) => summary.replace(/^(expired|[^,]* left), /, '') },
  { heading: 'RENEWAL', text: describeRenewal },
]

/** What `--wide` adds. */
const moreColumns: readonly Column[] = [
  { heading: 'EXPIRES AT', text: ({ expiresAt }) => localTime(expiresAt) },
  { heading: 'VALID', text: ({ valid }) => yesOrNo(valid) },
  { heading: 'TYPE', text: ({ tokenType }) => tokenType ?? '-' },
  { heading: 'REFRESH TOKEN', text: ({ hasRefreshToken }) => yesOrNo(hasRefreshToken) },
  { heading: 'NEEDS RENEWAL', text: ({ needsRenewal }) => yesOrNo(needsRenewal) },
  { heading: 'SITES', text: ({ sites }) => [...new Set(sites.map(({ name }) => name))].join(', ') || '-' },
]

/** The accounts as a table, and their problems. `*` marks the default account. */
function statusTable(accounts: readonly AccountStatus[], wide: boolean): string {
  const shown = wide ? [...columns, ...moreColumns] : columns
  const rows = accounts.map((account) =>
    shown.map(({ heading, text }) => ({
      text: text(account),
      ...(heading === 'STATE' && usesColor() && { color: stateColors[account.state] }),
    })),
  )
  const table = formatTable(
    shown.map(({ heading }) => heading),
    rows,
    terminalColumns(),
  )
  const problems = accounts.flatMap(({ name, problem, retry, syncedFiles }) => [
    ...[problem ?? retry].flatMap((failure) => (failure === null ? [] : [`${name}: ${failure.message}`])),
    ...syncedFiles.flatMap(({ path, state, error }) => {
      const shown = `${name}: ${cleanText(path, Infinity)}`
      if (state === 'expired') return [`${shown}: The access token in this file has expired.`]
      return error === null ? [] : [`${shown}: ${error.message}`]
    }),
  ])
  return [table, ...problems].join('\n')
}

/** On stderr, because it is not about the accounts. */
function noteNewerVersion({ newerVersion, version }: Status): void {
  if (newerVersion === null) return
  const { title, text } = updateText({ version: newerVersion, isDownloaded: false }, version)
  note(`${title}. ${text}`)
}

/** `jira-token status`: every account, as a table or, with `--json`, as in the local API. */
export const command = defineCommand({
  description: `Shows every account: how long its token is valid, what happens next, and any problem. * marks the default
account.`,
  options: {
    wide: { help: 'also show when the token expires, its type, whether it needs renewal, and the sites' },
    json: { help: 'output JSON, as in the local API (docs/local-api.md)' },
  },
  exclusive: [['wide', 'json']],
  examples: ["jira-token status --json | jq '.accounts[].expiresAt'"],
  run: async ({ wide, json }) => {
    const answer = await ask('status')
    if (json) return print(toCleanJson(answer, 2))
    for (const { message } of answer.notices) print(message)
    noteNewerVersion(answer)
    if (answer.accounts.length === 0) return note(`No accounts yet. ${await addHint()}`)
    print(statusTable(answer.accounts, wide))
  },
})
