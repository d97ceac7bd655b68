import { OwnerError } from '../../client/owner-error.ts'
import type { Status } from '../../shared/local-api.ts'
import { noteUnsaved } from '../accounts/account-status.ts'
import { failure, usageError, type Command, type Given } from '../command.ts'
import { note } from '../terminal/print.ts'
import { askRunning } from '../connection.ts'
import { demandYes } from '../terminal/confirm.ts'
import { version } from '../version.ts'

const parseIdle = (text: string | null): number | null => {
  if (text === null) return null
  if (!/^[1-9]\d{0,6}$/.test(text)) throw usageError('--idle needs a number of seconds')
  return Number(text)
}

/** A token that is in the agent's memory alone ends with it; asks before that. */
async function demandSaved(given: Given): Promise<void> {
  const { owner, accounts } = await askRunning<Status>({ method: 'GET', target: '/v1/status' })
  const unsaved = accounts.filter(({ stored }) => !stored)
  if (owner.kind !== 'agent' || unsaved.length === 0) return
  for (const account of unsaved) noteUnsaved(account)
  const names = unsaved.map(({ name }) => name).join(', ')
  await demandYes(given, `End the agent and lose the sign-in of ${names}?`)
}

async function stop(given: Given): Promise<void> {
  try {
    await demandSaved(given)
    await askRunning({ method: 'POST', target: '/v1/release' })
    note('The agent has ended.')
  } catch (error) {
    if (!(error instanceof OwnerError) || error.code !== 'ownerMissing') throw error
    note('No agent is running.')
  }
}

async function stay(idleSec: number | null): Promise<void> {
  const { startAgent } = await import('../../owner/agent/agent.ts')
  const agent = await startAgent(process.env, version, idleSec)
  if (agent.ownershipStatus !== 'owned') {
    const why =
      agent.ownershipStatus === 'unusable'
        ? 'its folder can’t be used: jira-token doctor says why'
        : 'the app or another agent holds the accounts already'
    throw failure(`The agent did not start: ${why}.`)
  }
  const count = agent.accountCount
  note(`Holding ${count} account${count === 1 ? '' : 's'}. Ends with Ctrl-C or jira-token agent stop.`)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, agent.end)
  const { isStuck } = await agent.ended
  const { leaveProcess } = await import('../../owner/agent/leave-process.ts')
  // keytar's and fetch's leftovers must not keep the process
  leaveProcess(isStuck)
}

/** `jira-token agent`: the owner without a desktop. */
export const agentCommand: Command = {
  usage: 'agent [stop [--yes]] [--idle SECONDS]',
  help: `Holds the accounts and keeps their tokens valid without the app, in the foreground, until it is
stopped. Other commands start one by themselves when nobody holds the accounts; that one ends
after two minutes without a request.

  stop            ends a running agent: it finishes its renewals first, and asks before a token is
                  lost that the keychain did not take
  --yes           does not ask
  --idle SECONDS  ends after so long without a request

Examples:
  jira-token agent
  jira-token agent stop`,
  options: { idle: { type: 'string' }, yes: { type: 'boolean' } },
  words: [0, 1],
  run: (given) => {
    const [action] = given.positionals
    if (action === 'stop') return stop(given)
    if (action !== undefined) throw usageError(`unknown word ${action}`)
    return stay(parseIdle(given.value('idle')))
  },
}
