import type { Settings } from '../../shared/settings.ts'
import type { SelectOption } from '../parts/select.tsx'

const clearing = [10, 20, 30, 45, 60, 90, 120]

/** The times after which the clipboard can be cleared, including one that was set elsewhere. */
export function clearingOptions(currentSec: number): SelectOption<number>[] {
  const seconds = currentSec === 0 ? clearing : [...new Set([...clearing, currentSec])]
  return [
    { value: 0, label: 'Only on quit' },
    ...seconds.toSorted((a, b) => a - b).map((value) => ({ value, label: `After ${value} s` })),
  ]
}

export const logLevelOptions: readonly SelectOption<Settings['logLevel']>[] = [
  { value: 'error', label: 'Errors' },
  { value: 'warn', label: 'Warnings' },
  { value: 'info', label: 'Normal' },
  { value: 'debug', label: 'Debug' },
]
