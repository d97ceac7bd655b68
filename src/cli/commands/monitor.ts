import { constants } from 'node:os'
import { watchOwner, type OwnerViewer } from '../../client/watch-owner.ts'
import type { Command } from '../command.ts'
import { createAccountEvents, eventJson, eventLine } from '../monitor/account-events.ts'
import { createLiveView } from '../monitor/live-view.ts'
import { note, tryToPrint } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'

const noAccount = 'No account yet. Add one in the app, or: jira-token accounts add'
const goneText = 'The program that holds the accounts has ended. Waiting for the next one …'

/** A viewer that can be ended. */
type Ending = OwnerViewer & { end(): void }

function liveViewer(): Ending {
  const view = createLiveView()
  const say = (text: string): void => {
    view.clear()
    note(text)
  }
  return {
    status: (status) => {
      if (status.accounts.length === 0) say(noAccount)
      else view.show(status)
    },
    gone: () => say(goneText),
    waiting: ({ message }) => say(`${message} Trying again …`),
    end: () => view.end(),
  }
}

/** `stop` ends it all: a line can't be written. */
function lineViewer(toLine: typeof eventLine, stop: (why: unknown) => void): Ending {
  const tell = (line: string): void => {
    // nobody reads on, as in: jira-token monitor | head -n 1
    if (tryToPrint(line) === 'unread') process.exit()
  }
  const toEvents = createAccountEvents()
  return {
    status: (status) => {
      if (status.accounts.length === 0) note(noAccount)
      try {
        for (const event of toEvents(status)) tell(toLine(event, new Date()))
      } catch (error) {
        stop(error)
      }
    },
    gone: () => note(goneText),
    waiting: ({ message }) => note(`${message} Trying again …`),
    end: () => undefined,
  }
}

/** `jira-token monitor`: counts down on a terminal; elsewhere a line for each event. */
export const monitorCommand: Command = {
  usage: 'monitor [--json]',
  help: `Shows every account until it is stopped. On a terminal: a line per account, with a bar and the time
left, drawn anew each second. Elsewhere: a line whenever something happens, such as
12:31:05 work renewed, 59 min left, renews at 13:25

  --json  a line of JSON for each event, on a terminal too: at, event (seen, signedIn, renewed,
          changed, removed) and the account as in jira-token status --json

It outlives the program that holds the accounts, and waits for the next one or starts it. Ctrl-C ends
it with exit code 0, and nothing else.

Examples:
  jira-token monitor
  jira-token monitor --json | jq --unbuffered -r 'select(.event == "renewed").account.expiresAt'`,
  options: { json: { type: 'boolean' } },
  words: [0, 0],
  run: async (given) => {
    const isLive = process.stdout.isTTY && !given.has('json')
    const over = new AbortController()
    const toLine = given.has('json') ? eventJson : eventLine
    const viewer = isLive ? liveViewer() : lineViewer(toLine, (why) => over.abort(why))
    process.on('SIGINT', () => {
      viewer.end()
      process.exit(0)
    })
    for (const signal of ['SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => {
        viewer.end()
        process.exit(128 + constants.signals[signal])
      })
    try {
      await watchOwner(ownerConnection(), viewer, over.signal)
      over.signal.throwIfAborted()
    } finally {
      viewer.end()
    }
  },
}
