import type { AccountStatus } from '../../shared/local-api.ts'

/**
 * Whether stdout is a terminal that understands control sequences: not the one of an editor or a log, which call themselves
 * dumb. Source: terminfo, entry `dumb`.
 */
export function hasSmartTerminal(): boolean {
  return process.stdout.isTTY && process.env['TERM'] !== 'dumb'
}

/** Whether to use colors: on a terminal that has them, unless turned off. Source: no-color.org. */
export function usesColor(): boolean {
  return hasSmartTerminal() && (process.env['NO_COLOR'] ?? '') === ''
}

/** Select Graphic Rendition, ECMA-48 section 8.3.117. */
const codes = { red: 31, green: 32, yellow: 33, dim: 2 } as const

export type Color = keyof typeof codes

/** The color of each account state. */
export const stateColors: Record<AccountStatus['state'], Color> = {
  valid: 'green',
  renewing: 'green',
  retrying: 'yellow',
  paused: 'yellow',
  noAccount: 'yellow',
  signInNeeded: 'red',
  misconfigured: 'red',
  keychainUnavailable: 'red',
}

/** What `colored` adds to a text. */
// oxlint-disable-next-line no-control-regex -- an escape sequence is what this finds
export const colorSequence = /(\u001b\[(?:0|2|31|32|33)m)/

/** Colors a text; use only if `usesColor()`. */
export function colored(color: Color, text: string): string {
  return `\u001b[${codes[color]}m${text}\u001b[0m`
}
