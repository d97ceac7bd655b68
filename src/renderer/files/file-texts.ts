import { cleanText } from '../../shared/clean-text.ts'
import { errorRow } from '../../shared/error-table.ts'
import type { SyncedFileSnapshot } from '../../shared/snapshot.ts'
import type { IconName } from '../parts/icon.tsx'

const lastPart = /[^\\/]*$/

/** The last part of a path, on any platform, to show. */
export function fileName(path: string): string {
  return cleanText(lastPart.exec(path)?.[0] ?? '', Infinity)
}

/** The path without its last part, to show. */
export function folderName(path: string): string {
  return cleanText(path.replace(lastPart, '').replace(/(?<=.)[\\/]$/, ''), Infinity)
}

export interface FileStateText {
  readonly tone: 'good' | 'plain' | 'bad'
  readonly icon: IconName
  readonly title: string
  /** Why and what to do; empty if there is nothing to say. */
  readonly text: string
}

/** The texts for a file's sync status. */
export function fileStateText({ state, error, detail }: SyncedFileSnapshot): FileStateText {
  if (state === 'current') return { tone: 'good', icon: 'check', title: 'Up to date', text: '' }
  if (state === 'waiting') {
    return { tone: 'plain', icon: 'clock', title: 'Waiting for the next token', text: '' }
  }
  if (state === 'expired') {
    const text = 'The access token in this file has expired. It is replaced after the next renewal.'
    return { tone: 'bad', icon: 'alert', title: 'Expired', text }
  }
  const { what, todo } = errorRow(error ?? 'internal')
  const because = detail === null ? what : `${what.replace(/\.$/, '')}: ${detail}.`
  return { tone: 'bad', icon: 'alert', title: 'Out of date', text: `${because} ${todo}`.trim() }
}
