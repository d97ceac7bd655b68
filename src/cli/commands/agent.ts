import { failure, usageError } from '../cli-error.ts'
import { defineCommand } from '../command.ts'
import { note } from '../terminal/print.ts'
import { version } from '../version.ts'

const parseIdle = (text: string, name: string): number => {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw usageError(`${name} must be a number of seconds`)
  return Number(text)
}

async function stay(idleSec: number | null, isService: boolean): Promise<void> {
  const { ensureHome } = await import('../../owner/agent/ensure-home.ts')
  ensureHome(process.env)
  if (isService) {
    const { untilReleased } = await import('../../client/until-released.ts')
    await untilReleased(process.env, () =>
      note('The app or another agent is running. Waiting until it has ended.'),
    )
  }
  const { startAgent } = await import('../../owner/agent/agent.ts')
  const agent = await startAgent(process.env, version, {
    idleSec,
    consoleLevel: isService && 'info',
  })
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
  let startsAgain = false
  // sent by the deb after an upgrade: scripts/deb/postinst
  process.on('SIGUSR2', () => {
    startsAgain = true
    agent.end()
  })
  const { isStuck } = await agent.ended
  // a supervisor starts it again itself
  if (startsAgain && !isService) {
    const { startAgain } = await import('../../client/start-owner.ts')
    startAgain()
  }
  const { leaveProcess } = await import('../../owner/agent/leave-process.ts')
  // keytar's and fetch's leftovers must not keep the process
  leaveProcess(isStuck)
}

/** `jira-token agent`: the owner without a desktop. */
export const command = defineCommand({
  description: `Keeps your accounts signed in without the desktop app. Runs in the foreground until you stop it.
You rarely need this: if neither the app nor an agent is running, other commands start an agent in
the background, which stops after two minutes without requests. It keeps running while a signed-in
account has a synced file that it renews, or a program is listening to events. To have one after
every restart of the computer: jira-token agent install`,
  options: {
    idle: {
      value: 'SECONDS',
      help: 'stop after this long without requests (and with no synced file to renew)',
      parse: parseIdle,
    },
    service: {
      help: `for supervisors that restart it: if the app or another agent is running, wait until it has ended instead
        of failing. Also logs to the console`,
    },
  },
  exclusive: [['idle', 'service']],
  examples: ['jira-token agent', 'jira-token agent install', 'jira-token agent stop'],
  run: ({ idle, service }) => stay(idle, service),
})
