import { untilReleased } from '../../client/until-released.ts'
import { within } from '../../shared/within.ts'
import { askRunning, findOwner } from '../connection.ts'

/** It finishes its renewals first, which takes ten seconds at most. */
const timeoutMs = 60_000
const pollMs = 50

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function untilEnded(pid: number): Promise<void> {
  while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, pollMs))
}

/** Ends the app or the agent, and waits until it has written its last file. Rejects with an error if it goes on. */
export async function stopOwner(): Promise<void> {
  const owner = await findOwner()
  if (owner === null) return
  if (owner.kind === 'agent') await askRunning('release')
  else process.kill(owner.pid, 'SIGTERM')
  const ended = untilReleased(process.env, () => undefined).then(() => untilEnded(owner.pid))
  await within(timeoutMs, ended, () => {
    throw new Error(`it is still running (pid ${owner.pid}): quit it`)
  })
}
