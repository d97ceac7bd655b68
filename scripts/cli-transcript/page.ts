/** A section of the page. */
export interface Section {
  readonly title: string
  readonly text: string
  /** The help of its commands, and their runs. */
  readonly help: string
  readonly runs: string
}

const head = `# \`jira-token\`

<!-- Made by \`npm run docs:cli\` from real runs. Don't edit: change scripts/cli-transcript. -->

Hands out valid tokens in shells and scripts, and does everything about accounts that the app does. Each command below was
run for this page by \`npm run docs:cli\`, in the order in which they stand, against the stand-in for Atlassian that the tests
use (\`local-atlassian\`), with an agent holding the accounts. Times, tokens, ids and addresses were then made the same for
every run; everything else is what the programs said.

**stdout is only the answer.** Messages go to stderr (both are shown below as a terminal shows them). Without a terminal there
are no colours and no questions; \`NO_COLOR\` turns colours off. Ctrl-C always works, and never stops a renewal: that is
made by the program that holds the accounts.

| exit code | means                                           |
| --------- | ----------------------------------------------- |
| 0         | ok                                              |
| 1         | failed                                          |
| 2         | wrong usage                                     |
| 3         | a sign-in is needed: \`jira-token sign-in\`       |
| 4         | there is no such account                        |
| 5         | the keychain does not work                      |
| 6         | the provider is out of reach, or has trouble    |
| 130       | interrupted with Ctrl-C, as any program         |

\`jira-token run\` ends with the exit code of what it runs.
`

const block = (text: string) => `\`\`\`console\n${text.trimEnd()}\n\`\`\`\n`

/** docs/cli.md. */
export function cliPage(overview: string, sections: readonly Section[]): string {
  const parts = sections.map(({ title, text, help, runs }) =>
    [
      `## ${title}\n`,
      ...(text === '' ? [] : [`${text}\n`]),
      ...(help === '' ? [] : [block(help)]),
      ...(runs === '' ? [] : [block(runs)]),
    ].join('\n'),
  )
  return [head, block(overview), ...parts].join('\n')
}
