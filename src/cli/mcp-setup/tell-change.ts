import type { Client } from '../../mcp/setup/clients.ts'
import type { SetUpChange } from '../../mcp/setup/install.ts'
import { lineDiff } from '../../mcp/setup/line-diff.ts'
import { commandLine } from '../../shared/quote-for-shell.ts'
import { note, print } from '../terminal/print.ts'

/** Shows what a dry run would change: a diff or the commands. */
export function showChange(change: SetUpChange): void {
  if (change.kind === 'none') return note(`No changes to ${change.path}.`)
  if (change.kind === 'file') return print(lineDiff(change.path, change.before, change.after))
  for (const words of change.commands) print(commandLine(['claude', ...words], process.platform))
}

export interface Words {
  readonly done: string
  /** When there was nothing to do. */
  readonly already: string
  /** What the user has to do next. */
  readonly next: string
}

/** Says what was changed and what the user has to do next. */
export function tellChange(client: Client, change: SetUpChange, { done, already, next }: Words): void {
  if (change.kind === 'none') return note(`${client.name}: ${already}`)
  if (change.kind === 'commands') note(`${client.name}: ${done} with ${change.program}.`)
  else if (change.after === null)
    note(`${client.name}: ${done}. ${change.path} contained nothing else and was deleted.`)
  else note(`${client.name}: ${done} in ${change.path}.`)
  if (change.kind === 'file' && change.backup !== null) note(`Backup: ${change.backup}`)
  note(next)
}
