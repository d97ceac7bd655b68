import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cleanText } from '../../shared/clean-text.ts'
import type { RunTool } from './run-tool.ts'

/** The command that a service manager keeps running, and its environment variables. */
export interface AgentCommand {
  readonly words: readonly string[]
  readonly variables: Readonly<Record<string, string>>
}

/** What follows the words that start `jira-token`. */
export const serviceArguments = ['agent', '--service']

/** The words of an `AgentCommand` that start `jira-token`: Node and its script, or the packaged executable. */
export const programWords = (words: readonly string[]): readonly string[] =>
  words.slice(0, -serviceArguments.length)

/** This computer and this user. */
export interface ServiceHost {
  readonly platform: NodeJS.Platform
  readonly environment: NodeJS.ProcessEnv
  readonly home: string
  readonly user: string
  readonly uid: number
  /** The real path of the folder whose accounts the agent keeps. */
  readonly dataFolder: string
  /** Whether that is the folder of a user who has moved nothing. */
  readonly isUsualFolder: boolean
  readonly run: RunTool
}

interface ServiceState {
  readonly installed: boolean
  /** null: the service manager doesn't say. */
  readonly running: boolean | null
  /** Linux: whether it also runs while the user is logged out; null: unknown. */
  readonly lingering: boolean | null
  /** What it is told to start, but is not there any more. */
  readonly missing: readonly string[]
}

/** The agent of one data folder as a service of the operating system, which starts it after login and after a crash. */
export interface AgentService {
  /** Its definition, which exists while it is installed. */
  readonly file: string
  /** Where to read its log: a command, or a file. */
  readonly log: string
  /** Why it can't be installed here, and what to do instead; null if it can. */
  readonly problem: string | null
  /** Installs and starts it, and replaces an earlier definition. Rejects with a `ServiceError`. */
  install(command: AgentCommand): Promise<void>
  /** Stops and removes it. Resolves with false if it was not installed. Rejects with a `ServiceError`. */
  uninstall(): Promise<boolean>
  /** Stops it, and resolves with when it starts again. Rejects with a `ServiceError`. */
  stop(): Promise<string>
  state(): Promise<ServiceState>
}

/** A service manager refused, or a command can't be written down for it. The message is for people. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
}

/** Each data folder has an agent of its own; the usual one has the plain name. */
export function toServiceName(base: string, { dataFolder, isUsualFolder }: ServiceHost): string {
  if (isUsualFolder) return base
  return `${base}-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 8)}`
}

/** Throws a `ServiceError` for what no definition can hold: it would begin another line of the file. */
export function assertWritable({ words, variables }: AgentCommand): void {
  for (const text of [...words, ...Object.values(variables)])
    // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
    if (/[\u0000-\u001f\u007f]/.test(text))
      throw new ServiceError(
        `The agent can’t be installed: ${cleanText(text, Infinity)} contains a line break or another control character. Rename it, then try again.`,
      )
}

/** Runs a program of the system. Rejects with a `ServiceError` unless it exits with 0. */
export async function runOrThrow(run: RunTool, program: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(program, args)
  if (code === 0) return
  const why = output === '' ? `exit code ${code ?? 'unknown'}` : cleanText(output)
  throw new ServiceError(`${program} ${args.join(' ')} failed: ${why}`)
}

/** The files among these that don't exist. */
export const missingFiles = (paths: readonly string[]): string[] =>
  paths.filter((path) => path !== '' && !existsSync(path))
