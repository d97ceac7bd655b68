import { whatHappened } from '../../shared/failure-text.ts'
import type { HistoryEvent } from '../../shared/history.ts'
import { clockText, durationText } from '../../shared/time-text.ts'
import type { IconName } from '../parts/icon.tsx'

export interface HistoryLine {
  readonly icon: IconName
  readonly tone: 'good' | 'bad' | 'plain'
  readonly title: string
  /** Empty if the title says it all. */
  readonly detail: string
}

const clientNames: Readonly<Record<string, string>> = { 'jira-token-mcp': 'the MCP bridge' }

/** How to call a program, also where its own name says too little. */
export function clientName(client: string): string {
  return clientNames[client] ?? client
}

/** The texts for a history event. */
export function historyLine(event: HistoryEvent): HistoryLine {
  switch (event.kind) {
    case 'renewed':
      return { icon: 'renew', tone: 'good', title: 'Renewed', detail: renewedDetail(event) }
    case 'failed':
      return {
        icon: 'alert',
        tone: 'bad',
        title: 'Renewal failed',
        detail: whatHappened(event.code, event.detail),
      }
    case 'signedIn':
      return {
        icon: 'signIn',
        tone: 'good',
        title: event.person === null ? 'Signed in' : `Signed in as ${event.person}`,
        detail: '',
      }
    case 'signInFailed':
      return {
        icon: 'alert',
        tone: 'bad',
        title: 'Sign-in failed',
        detail: whatHappened(event.code, event.detail),
      }
    case 'signedOut':
      return { icon: 'signOut', tone: 'plain', title: 'Signed out', detail: '' }
    case 'issued':
      return {
        icon: 'copy',
        tone: 'plain',
        title: `Used by ${clientName(event.client)}`,
        detail: event.count === 1 ? '' : `${event.count}× since ${clockText(event.sinceMs, event.atMs)}`,
      }
    case 'copied':
      return { icon: 'copy', tone: 'plain', title: 'Token copied', detail: '' }
    case 'wokeUp':
      return { icon: 'wake', tone: 'plain', title: 'Computer woke up', detail: '' }
  }
}

function renewedDetail(event: Extract<HistoryEvent, { kind: 'renewed' }>): string {
  return event.hadLeftSec > 0 ? `Had ${durationText(event.hadLeftSec * 1000)} left` : 'Had expired'
}
