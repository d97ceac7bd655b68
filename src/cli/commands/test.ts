import { toCleanJson } from '../../shared/clean-text.ts'
import { errorRow } from '../../shared/error-table.ts'
import { noSiteText } from '../../shared/no-site-text.ts'
import type { TestAnswer } from '../../shared/local-api.ts'
import { defineCommand } from '../command.ts'
import { accountArgument, jsonOption } from '../shared-options.ts'
import { ask } from '../connection.ts'
import { print } from '../terminal/print.ts'

function personText({ person, personError }: TestAnswer): string {
  if (person !== null) return person.email === null ? person.name : `${person.name} <${person.email}>`
  if (personError === null) return 'unknown'
  const { what, todo } = errorRow(personError)
  return `unknown: ${what} ${todo}`.trim()
}

/** The server's answer about a token, as lines. */
export function testReport(answer: TestAnswer): string {
  const cloudId = ({ url, id }: TestAnswer['sites'][number]) => (id === url ? '' : `  cloud id ${id}`)
  const sites = answer.sites.map((site) => `${site.name}  ${site.url}${cloudId(site)}`)
  return [
    `${answer.account.name}: the token works (${answer.milliseconds} ms)`,
    ...(answer.server === null ? [] : [`  server  ${answer.server}`]),
    `  person  ${personText(answer)}`,
    ...(sites.length === 0 ? [`none. ${noSiteText.what} ${noSiteText.todo}`] : sites).map(
      (site, index) => `  ${(index === 0 ? 'sites' : '').padEnd(7)} ${site}`,
    ),
  ].join('\n')
}

/** `jira-token test`: calls the server with the token. */
export const command = defineCommand({
  description: `Calls Jira or the MCP server with the token and shows which sites it is for, who is signed in, and
how long the call took.`,
  arguments: { account: accountArgument },
  options: {
    json: jsonOption,
  },
  examples: ['jira-token test', "jira-token test work --json | jq -r '.sites[0].id'"],
  run: async ({ account, json }) => {
    const answer = await ask('test', { account })
    print(json ? toCleanJson(answer, 2) : testReport(answer))
  },
})
