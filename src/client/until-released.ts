import { UnusableFolder } from '../ownership/owner-folder.ts'
import { probe } from '../ownership/probe.ts'
import { findSocket } from './find-socket.ts'

const pollMs = 2000

/** Whether the data folder has an owner, or may have one. */
async function isOwned(environment: NodeJS.ProcessEnv): Promise<boolean> {
  try {
    const address = findSocket(environment)
    if (address === null) return false
    const liveness = await probe(address.socketPath)
    return liveness !== 'dead' && liveness !== 'gone'
  } catch (error) {
    // the next owner says what is wrong with it
    if (error instanceof UnusableFolder) return false
    throw error
  }
}

/** Resolves when the data folder has no owner, at once or a few seconds after it ended. `waiting` is called once if it has one. */
export async function untilReleased(environment: NodeJS.ProcessEnv, waiting: () => void): Promise<void> {
  if (!(await isOwned(environment))) return
  waiting()
  do await new Promise((resolve) => setTimeout(resolve, pollMs))
  while (await isOwned(environment))
}
