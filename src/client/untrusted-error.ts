import { getDataFolder } from '../ownership/data-folder.ts'
import { dataFolderProblem } from '../ownership/data-folder-problem.ts'
import { OwnerError } from './owner-error.ts'

/** The error for an unusable data folder or socket: what is wrong and what to do. */
export function untrusted(outcome: string, environment: NodeJS.ProcessEnv, error: unknown): OwnerError {
  const socket = environment['JIRA_TOKEN_SOCKET'] ?? ''
  const why = error instanceof Error ? error.message : String(error)
  if (socket !== '') return new OwnerError('ownerUntrusted', `${outcome}: JIRA_TOKEN_SOCKET: ${why}.`)
  const problem = dataFolderProblem(getDataFolder(environment))
  const text = problem === null ? `${why}.` : `${problem.finding}. ${problem.remedy}`
  return new OwnerError('ownerUntrusted', `${outcome}: ${text}`)
}
