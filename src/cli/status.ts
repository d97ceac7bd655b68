import type { AccountStatus, Status } from '../shared/local-api.ts'
import { parseArguments } from './arguments.ts'
import { askOwner } from './ask-owner.ts'
import { localTime } from './local-time.ts'
import { print } from './print.ts'

const green = 32
const yellow = 33
const red = 31

const colours: Record<AccountStatus['state'], number> = {
  valid: green,
  renewing: green,
  retrying: yellow,
  paused: yellow,
  noAccount: yellow,
  signInNeeded: red,
  misconfigured: red,
  keychainUnavailable: red,
}

const yesOrNo = (yes: boolean) => (yes ? 'yes' : 'no')

function renewalOf({ autoRenewalEnabled, autoRenewalRunning }: AccountStatus): string {
  if (autoRenewalRunning) return 'running'
  return autoRenewalEnabled ? 'stopped' : 'off'
}

const heads = ['ACCOUNT', 'STATE', 'EXPIRES AT', 'VALID', 'REFRESH', 'RENEWAL', 'SITES']

const rowOf = (account: AccountStatus): string[] => [
  account.isDefault ? `${account.name} *` : account.name,
  account.summary,
  localTime(account.expiresAt),
  yesOrNo(account.valid),
  yesOrNo(account.hasRefreshToken),
  renewalOf(account),
  [...new Set(account.sites.map(({ name }) => name))].join(', ') || '-',
]

/** The accounts as a table, one line each. `*` marks the default one. */
export function statusTable(accounts: readonly AccountStatus[], colour: boolean): string {
  const rows = [heads, ...accounts.map(rowOf)]
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row, index) => {
    const line = row.map((cell, column) => {
      const padded = column === heads.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)
      const state = accounts[index - 1]?.state
      return colour && column === 1 && state !== undefined
        ? `\u001b[${colours[state]}m${padded}\u001b[0m`
        : padded
    })
    return line.join('  ').trimEnd()
  })
  const troubles = accounts.flatMap(({ name, trouble }) =>
    trouble === null ? [] : [`${name}: ${trouble.message}`],
  )
  return [...lines, ...troubles].join('\n')
}

/** `jira-token status`: every account, as a table or, with `--json`, as the local API tells it. */
export async function status(words: readonly string[]): Promise<void> {
  const wish = parseArguments(words, { account: false, flags: ['--json'], options: [] })
  const answer = await askOwner<Status>('GET', '/v1/status')
  if (wish.has('--json')) print(JSON.stringify(answer, null, 2))
  else if (answer.accounts.length === 0) print('No account yet. Add one in the app.')
  else {
    const colour = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === ''
    print(statusTable(answer.accounts, colour))
  }
}
