import { toCleanJson } from '../../shared/clean-text.ts'
import type { HistoryAnswer, HistoryEntry } from '../../shared/history.ts'
import { durationText } from '../../shared/time-text.ts'
import { defineCommand } from '../command.ts'
import { accountArgument } from '../shared-options.ts'
import { ask } from '../connection.ts'
import { formatLines, terminalColumns } from '../terminal/fit.ts'
import { localTime } from '../terminal/local-time.ts'
import { print } from '../terminal/print.ts'

/** How many events are shown without `--all`. */
const lastEvents = 20

const titles: Readonly<Record<HistoryEntry['kind'], string>> = {
  renewed: 'renewed',
  failed: 'renewal failed',
  signedIn: 'signed in',
  signInFailed: 'sign-in failed',
  signedOut: 'signed out',
  issued: 'used',
  copied: 'copied',
  wokeUp: 'computer woke up',
}

function details(event: HistoryEntry): string {
  switch (event.kind) {
    case 'renewed':
      return event.hadLeftSec > 0
        ? `the old token had ${durationText(event.hadLeftSec * 1000)} left`
        : 'the old token had expired'
    case 'failed':
    case 'signInFailed':
      return event.message
    case 'signedIn':
      return event.person === null ? '' : `as ${event.person}`
    case 'issued':
      return event.count === 1
        ? `by ${event.client}`
        : `by ${event.client}, ${event.count} times since ${localTime(event.since)}`
    case 'signedOut':
    case 'copied':
    case 'wokeUp':
      return ''
  }
}

const times = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

function summaryRows({ summary }: HistoryAnswer): string[][] {
  const { issued, copied, withoutTokenSec } = summary
  const uses = [
    ...issued.map(({ client, count }) => `${client} ${count}`),
    ...(copied === 0 ? [] : [`clipboard ${copied}`]),
  ]
  const gap = withoutTokenSec === 0 ? 'none known' : durationText(withoutTokenSec * 1000)
  return [
    ['renewals', `${summary.renewals}, and ${times(summary.failures, 'failure')}`],
    ['used by', uses.length === 0 ? 'no program' : uses.join(', ')],
    ['time without a valid token', gap],
  ]
}

/** The history as text: a summary, and a line for each event. */
export function historyReport(answer: HistoryAnswer, shown: number, columns: number): string {
  const { account, summary, events } = answer
  if (summary.since === null) return `${account.name}: nothing has happened yet`
  const last = events.slice(-shown)
  const rest = events.length - last.length
  return [
    ...formatLines([[`${account.name}, since ${localTime(summary.since)}`]], columns),
    ...formatLines(
      summaryRows(answer).map(([what = '', text = '']) => [`  ${what}`, text]),
      columns,
    ),
    '',
    ...(rest === 0 ? [] : [`${times(rest, 'earlier event')}, see --all`]),
    ...formatLines(
      last.map((event) => [localTime(event.at), titles[event.kind], details(event)]),
      columns,
    ),
  ].join('\n')
}

/** `jira-token history`: what happened to an account, and how often. */
export const command = defineCommand({
  description: `Shows how often the token of an account was renewed, how often that failed, which programs used it, and
how long there was no valid token; then the last ${lastEvents} events, newest last. Up to 200 events are kept for
each account, and only what they prove is counted: not how long the first token after a sign-in lasted.`,
  arguments: { account: accountArgument },
  options: {
    all: { help: 'show all events' },
    json: { help: 'output JSON, as in the local API (docs/local-api.md)' },
  },
  examples: ['jira-token history work', "jira-token history --json | jq '.summary.issued'"],
  run: async ({ account, all, json }) => {
    const answer = await ask('history', { account })
    if (json) return print(toCleanJson(answer, 2))
    print(historyReport(answer, all ? Infinity : lastEvents, terminalColumns()))
  },
})
