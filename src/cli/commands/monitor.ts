import { constants } from 'node:os'
import { watchOwner, type OwnerViewer } from '../../client/watch-owner.ts'
import { defineCommand } from '../command.ts'
import { addHint } from '../import/add-hint.ts'
import { createAccountEvents, eventJson, eventLine } from '../monitor/account-events.ts'
import { createLiveView } from '../monitor/live-view.ts'
import { hasSmartTerminal } from '../terminal/color.ts'
import { note, tryToPrint } from '../terminal/print.ts'
import { ownerConnection } from '../connection.ts'

const goneText = 'The app or background agent has stopped. Waiting for it to come back…'

/** A viewer that can be closed. */
type ClosableViewer = OwnerViewer & { end(): void }

function liveViewer(noAccount: string): ClosableViewer {
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
    waiting: ({ message }) => say(`${message} Trying again…`),
    end: () => view.end(),
  }
}

/** `stop` is called when a line can't be written. */
function lineViewer(
  noAccount: string,
  toLine: typeof eventLine,
  stop: (why: unknown) => void,
): ClosableViewer {
  const tell = (line: string): void => {
    // the reader has closed the pipe, as in: jira-token monitor | head -n 1
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
    waiting: ({ message }) => note(`${message} Trying again…`),
    end: () => undefined,
  }
}

/** `jira-token monitor`: a live view on a terminal; otherwise a line for each event. */
export const command = defineCommand({
  description: `Shows every account until you press Ctrl-C. On a terminal: one line per account, with a bar and the
time left, updated every second. Otherwise, and if TERM is dumb: a line for each event, such as
12:31:05 work renewed, 59 min left, renews at 13:25`,
  options: {
    json: {
      help: `output a line of JSON for each event, even on a terminal: at, event (seen, signedIn, renewed, changed,
        removed), and account as in jira-token status --json`,
    },
  },
  notes: `If the app or background agent stops, the monitor waits for it or starts one. Ctrl-C stops only the
monitor, with exit code 0.`,
  examples: [
    'jira-token monitor',
    `jira-token monitor --json | jq --unbuffered -r 'select(.event == "renewed").account.expiresAt'`,
  ],
  run: async ({ json }) => {
    const isLive = hasSmartTerminal() && !json
    const over = new AbortController()
    const toLine = json ? eventJson : eventLine
    const noAccount = `No accounts yet. ${await addHint()}`
    const viewer = isLive ? liveViewer(noAccount) : lineViewer(noAccount, toLine, (why) => over.abort(why))
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
})
