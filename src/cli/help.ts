import { print } from './print.ts'

const text = `Usage: jira-token <command>

  token [ACCOUNT]     print a valid access token, and nothing else
      --min-valid S   with at least S seconds left (default: 60, or half of its life)
      --header        as "Authorization: Bearer …"
      --json          with its expiry, scopes and id
  status [--json]     show every account
  renew [ACCOUNT]     renew now; show the old and the new expiry
  --help, --version

ACCOUNT is a name or an id; without it, the default account. The app must be running.

  JIRA_TOKEN_HOME     another data folder
  JIRA_TOKEN_SOCKET   the socket to ask, instead of that of the data folder

Exit codes: 0 ok, 1 failed, 2 usage, 3 sign-in needed, 4 no such account, 5 no keychain,
6 provider unreachable. Messages go to stderr.`

export function help(): void {
  print(text)
}
