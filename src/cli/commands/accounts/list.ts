import { kindTraits } from '../../../shared/account-kinds.ts'
import { toCleanJson } from '../../../shared/clean-text.ts'
import type { AccountSettings } from '../../../shared/local-api.ts'
import { listAccounts } from '../../accounts/find-account.ts'
import { defineCommand } from '../../command.ts'
import { addHint } from '../../import/add-hint.ts'
import { formatTable, terminalColumns } from '../../terminal/fit.ts'
import { note, print } from '../../terminal/print.ts'

const headings = ['ACCOUNT', 'CLIENT ID', 'CALLBACK URL', 'RENEWAL', 'SECRET']

function describeRenewal({ autoRenewal, bufferMinutes }: AccountSettings): string {
  if (!autoRenewal) return 'off'
  return bufferMinutes === null ? 'on' : `${bufferMinutes} min before`
}

const describeSecret = ({ kind, hasClientSecret }: AccountSettings): string => {
  if (hasClientSecret) return 'stored'
  return kindTraits[kind].clientSecret === 'required' ? 'missing' : 'none'
}

const toRow = (account: AccountSettings): string[] => [
  account.isDefault ? `${account.name} *` : account.name,
  account.clientId,
  account.redirectUri,
  describeRenewal(account),
  describeSecret(account),
]

/** `jira-token accounts list`: the settings of every account. */
export const command = defineCommand({
  description: `Shows the settings of every account. * marks the default account. For their tokens, see jira-token
status.`,
  options: {
    json: { help: 'output JSON, with scopes and URLs' },
  },
  examples: ["jira-token accounts list --json | jq -r '.accounts[].name'"],
  run: async ({ json }) => {
    const { accounts, notices } = await listAccounts()
    if (json) return print(toCleanJson({ accounts, notices }, 2))
    for (const { message } of notices) print(message)
    if (accounts.length === 0) return note(`No accounts yet. ${await addHint()}`)
    const rows = accounts.map((account) => toRow(account).map((text) => ({ text })))
    print(formatTable(headings, rows, terminalColumns()))
  },
})
