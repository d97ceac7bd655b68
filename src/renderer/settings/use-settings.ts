import { useEffect, useState } from 'preact/hooks'
import type { Settings } from '../../shared/settings.ts'
import { call, type Failure } from '../state/call.ts'

/** The user gives the window its size by resizing it. */
type SettingsChange = Partial<Omit<Settings, 'windowSize'>> & { readonly windowSize?: null }

/** Whether the last change was saved, and which settings it changed. */
export type SaveFate =
  | { readonly kind: 'none' }
  | { readonly kind: 'saved'; readonly keys: readonly string[] }
  | { readonly kind: 'failed'; readonly keys: readonly string[]; readonly failure: Failure }

export interface EditedSettings {
  /** The settings as shown to the user: a change shows immediately and is reverted if it can't be saved. */
  readonly settings: Settings
  readonly fate: SaveFate
  save(change: SettingsChange): void
}

const confirmationMs = 2500

/** Saves each change immediately and reports the result. */
export function useSettings(stored: Settings): EditedSettings {
  const [pending, setPending] = useState<SettingsChange>({})
  const [fate, setFate] = useState<SaveFate>({ kind: 'none' })

  useEffect(() => {
    if (fate.kind !== 'saved') return
    const timer = setTimeout(() => setFate({ kind: 'none' }), confirmationMs)
    return () => clearTimeout(timer)
  }, [fate])

  const store = async (change: SettingsChange) => {
    const keys = Object.keys(change)
    setPending((before) => ({ ...before, ...change }))
    const answer = await call('settings:save', change)
    setPending((before) => Object.fromEntries(Object.entries(before).filter(([key]) => !keys.includes(key))))
    setFate(answer.ok ? { kind: 'saved', keys } : { kind: 'failed', keys, failure: answer.error })
  }

  return { settings: { ...stored, ...pending }, fate, save: (change) => void store(change) }
}
