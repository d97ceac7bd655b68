import type { AccountStatus } from '../../shared/local-api.ts'

/** Whether the answer may have colours: on a terminal, and not forbidden. Source: no-color.org. */
export function usesColour(): boolean {
  return process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === ''
}

/** Select Graphic Rendition, ECMA-48 section 8.3.117. */
const codes = { red: 31, green: 32, yellow: 33, dim: 2 } as const

export type Colour = keyof typeof codes

/** How each state of an account looks. */
export const stateColours: Record<AccountStatus['state'], Colour> = {
  valid: 'green',
  renewing: 'green',
  retrying: 'yellow',
  paused: 'yellow',
  noAccount: 'yellow',
  signInNeeded: 'red',
  misconfigured: 'red',
  keychainUnavailable: 'red',
}

/** The text in that colour; to be used when `usesColour()`. */
export function coloured(colour: Colour, text: string): string {
  return `\u001b[${codes[colour]}m${text}\u001b[0m`
}
