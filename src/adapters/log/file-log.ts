import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import log from 'electron-log/node'
import type { Log } from '../../core/ports.ts'
import { cleanText, toCleanJson } from '../../shared/clean-text.ts'
import type { logLevels } from '../../shared/settings.ts'
import type { Redactor } from './redact.ts'

const maxFileBytes = 1024 * 1024

/** Enough for a stack trace. */
const maxLineLength = 8000

/** What goes to the console as well; false: nothing. */
export type ConsoleLevel = (typeof logLevels)[number] | false

/** A log whose level can be changed. */
export interface FileLog extends Log {
  setLevel(level: (typeof logLevels)[number]): void
}

/** Only electron-log itself uses its default logger: to print stack traces to stderr if a file can't be written. */
const silenceOwnErrors = (): void => {
  log.transports.console.writeFn = () => undefined
}

const fileName = 'jira-token-tray.log'

/** Log files of earlier versions could be read by others. electron-log renames a full one to `.old.log`. */
function tightenLogs(folder: string): void {
  for (const name of [fileName, fileName.replace('.log', '.old.log')]) {
    try {
      chmodSync(join(folder, name), 0o600)
    } catch {
      // there is none
    }
  }
}

/**
 * A log file in this folder, readable only by the user, rotated at 1 MiB; every line is redacted and clean. With a
 * `consoleLevel`, it also goes to the console. If the file can't be written, nothing is logged.
 */
export function createFileLog(folder: string, redactor: Redactor, consoleLevel: ConsoleLevel): FileLog {
  silenceOwnErrors()
  tightenLogs(folder)
  const logger = log.create({ logId: 'main' })
  // else it looks for a package.json, and writes nothing if it finds none
  logger.transports.file.setAppName('jira-token-tray')
  logger.transports.file.resolvePathFn = () => join(folder, fileName)
  logger.transports.file.maxSize = maxFileBytes
  logger.transports.file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' }
  logger.transports.console.level = consoleLevel
  const write =
    (level: 'error' | 'warn' | 'info' | 'debug') =>
    (message: string, facts: Record<string, unknown> = {}): void => {
      const text = redactor.text(message)
      const more = Object.keys(facts).length === 0 ? '' : ` ${toCleanJson(redactor.facts(facts))}`
      logger[level](cleanText(text + more, maxLineLength))
    }
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    setLevel: (level) => {
      logger.transports.file.level = level
    },
  }
}

/** For owners: logs unexpected errors instead of exiting, so that a bug in one place doesn't stop all renewals. */
export function logUnexpected(log: Pick<Log, 'error'>): void {
  process.on('uncaughtException', (error) => log.error('unexpected error', { error }))
  process.on('unhandledRejection', (error) => log.error('unexpected error', { error }))
}
