import { cleanText, toCleanJson } from '../../shared/clean-text.ts'
import type { AccountStatus, Status } from '../../shared/local-api.ts'
import type { Command } from '../command.ts'
import { colored, stateColors, usesColor } from '../terminal/color.ts'
import { localTime } from '../terminal/local-time.ts'
import { note, print } from '../terminal/print.ts'
import { ask } from '../connection.ts'

const yesOrNo = (yes: boolean) => (yes ? 'yes' : 'no')

function describeRenewal({ autoRenewalEnabled, autoRenewalRunning }: AccountStatus): string {
  if (autoRenewalRunning) return 'running'
  return autoRenewalEnabled ? 'stopped' : 'off'
}

const headings = ['ACCOUNT', 'STATE', 'EXPIRES AT', 'VALID', 'REFRESH', 'RENEWAL', 'SITES']

const toRow = (account: AccountStatus): string[] => [
  account.isDefault ? `${account.name} *` : account.name,
  account.summary,
  localTime(account.expiresAt),
  yesOrNo(account.valid),
  yesOrNo(account.hasRefreshToken),
  describeRenewal(account),
  [...new Set(account.sites.map(({ name }) => name))].join(', ') || '-',
]

/** The accounts as a table, one line each. `*` marks the default account. */
export function statusTable(accounts: readonly AccountStatus[], color: boolean): string {
  const rows = [headings, ...accounts.map(toRow)]
  const widths = headings.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row, index) => {
    const line = row.map((cell, column) => {
      const padded = column === headings.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)
      const state = accounts[index - 1]?.state
      return color && column === 1 && state !== undefined ? colored(stateColors[state], padded) : padded
    })
    return line.join('  ').trimEnd()
  })
  const problems = accounts.flatMap(({ name, problem, retry, syncedFiles }) => [
    ...[problem ?? retry].flatMap((failure) => (failure === null ? [] : [`${name}: ${failure.message}`])),
    ...syncedFiles.flatMap(({ path, state, error }) => {
      const shown = `${name}: ${cleanText(path, Infinity)}`
      if (state === 'expired') return [`${shown}: The access token in this file has expired.`]
      return error === null ? [] : [`${shown}: ${error.message}`]
    }),
  ])
  return [...lines, ...problems].join('\n')
}

/** `jira-token status`: every account, as a table or, with `--json`, as in the local API. */
export const statusCommand: Command = {
  usage: 'status [--json]',
  help: `Shows every account: its state, when its token expires, and any problem. * marks the default account.

  --json  output JSON, as in the local API (docs/local-api.md)

Example:
  jira-token status --json | jq '.accounts[].expiresAt'`,
  options: { json: { type: 'boolean' } },
  words: [0, 0],
  run: async (given) => {
    const answer = await ask<Status>({ method: 'GET', target: '/v1/status' })
    if (given.has('json')) return print(toCleanJson(answer, 2))
    for (const { message } of answer.notices) print(message)
    if (answer.accounts.length === 0)
      return note('No accounts yet. Add one in the app, or run: jira-token accounts add')
    print(statusTable(answer.accounts, usesColor()))
  },
}
