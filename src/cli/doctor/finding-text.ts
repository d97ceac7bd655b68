import type { Finding } from '../../shared/local-api.ts'
import { coloured, type Colour } from '../colour.ts'

const signs: Record<Finding['verdict'], readonly [sign: string, colour: Colour]> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
}

/** A finding as a line, and below it what to do. */
export function findingText({ name, account, verdict, finding, remedy }: Finding, colour: boolean): string {
  const [sign, itsColour] = signs[verdict]
  const subject = account === null ? name : `${account}, ${name}`
  const line = `${colour ? coloured(itsColour, sign) : sign} ${subject}: ${finding}`
  return remedy === '' ? line : `${line}\n    ${remedy}`
}
