import { OwnerError } from '../../client/owner-error.ts'
import type { Status } from '../../shared/local-api.ts'
import { noteUnsaved } from '../accounts/account-status.ts'
import { failure, unknownCommand, usageError, type Command, type Given } from '../command.ts'
import { note } from '../terminal/print.ts'
import { askRunning } from '../connection.ts'
import { demandYes } from '../terminal/confirm.ts'
import { version } from '../version.ts'

const parseIdle = (text: string | null): number | null => {
  if (text === null) return null
  if (!/^[1-9]\d{0,6}$/.test(text)) throw usageError('--idle must be a number of seconds')
  return Number(text)
}

/** Asks first when the agent has a token only in memory, which would be lost. */
async function demandSaved(given: Given): Promise<void> {
  const { owner, accounts } = await askRunning<Status>({ method: 'GET', target: '/v1/status' })
  const unsaved = accounts.filter(({ stored }) => !stored)
  if (owner.kind !== 'agent' || unsaved.length === 0) return
  for (const account of unsaved) noteUnsaved(account)
  const names = unsaved.map(({ name }) => name).join(', ')
  await demandYes(given, `Stop the agent and lose the sign-in of ${names}?`)
}

async function stop(given: Given): Promise<void> {
  try {
    await demandSaved(given)
    await askRunning({ method: 'POST', target: '/v1/release' })
    note('Agent stopped.')
  } catch (error) {
    if (!(error instanceof OwnerError) || error.code !== 'ownerMissing') throw error
    note('The agent is not running.')
  }
}

async function stay(idleSec: number | null): Promise<void> {
  const { ensureHome } = await import('../../owner/agent/ensure-home.ts')
  ensureHome(process.env)
  const { startAgent } = await import('../../owner/agent/agent.ts')
  const agent = await startAgent(process.env, version, idleSec)
  if (agent.ownershipStatus !== 'owned') {
    const why =
      agent.ownershipStatus === 'unusable'
        ? 'its data folder can’t be used. Run: jira-token doctor'
        : 'the app or another agent is already running.'
    throw failure(`The agent did not start: ${why}`)
  }
  const count = agent.accountCount
  note(
    `Agent running (${count} account${count === 1 ? '' : 's'}). Stop with Ctrl-C or 'jira-token agent stop'.`,
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, agent.end)
  const { isStuck } = await agent.ended
  const { leaveProcess } = await import('../../owner/agent/leave-process.ts')
  // keytar's and fetch's leftovers must not keep the process
  leaveProcess(isStuck)
}

/** `jira-token agent`: the owner without a desktop. */
export const agentCommand: Command = {
  usage: 'agent [stop [--yes]] [--idle SECONDS]',
  help: `Keeps your accounts signed in without the desktop app. Runs in the foreground until you stop it.
You rarely need this: if neither the app nor an agent is running, other commands start an agent in
the background, which stops after two minutes without requests. It keeps running while a signed-in
account has a synced file that it renews, or a program is listening to events.

  stop            stop the running agent. It finishes its renewals first, and asks for confirmation
                  if a token would be lost because the keychain refused to save it
  --yes           don't ask for confirmation
  --idle SECONDS  stop after this long without requests (and with no synced file to renew)

Examples:
  jira-token agent
  jira-token agent stop`,
  options: { idle: { type: 'string' }, yes: { type: 'boolean' } },
  words: [0, 1],
  run: (given) => {
    const [action] = given.positionals
    if (action === 'stop') return stop(given)
    if (action !== undefined) throw unknownCommand(action, ['stop'], 'agent')
    return stay(parseIdle(given.value('idle')))
  },
}
