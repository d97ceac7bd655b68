import type { McpClient } from '../../shared/mcp-setup.ts'
import type { IconName } from '../parts/icon.tsx'

export interface ClientText {
  readonly tone: 'good' | 'plain' | 'bad'
  readonly icon: IconName
  readonly title: string
  /** What it means or what to do; empty where there is nothing to say. */
  readonly text: string
}

/** How one MCP client is set up, in words. `isNew`: it was added just now. */
export function clientText({ state, url, problem, next }: McpClient, isNew: boolean): ClientText {
  switch (state) {
    case 'on':
      return { tone: 'good', icon: 'check', title: 'Added', text: isNew ? next : (url ?? '') }
    case 'stale':
      return {
        tone: 'bad',
        icon: 'alert',
        title: 'Does not work',
        text: 'The program that it starts is not there any more.',
      }
    case 'broken':
      return {
        tone: 'bad',
        icon: 'alert',
        title: 'Settings can’t be read',
        text: `They were left alone (${problem ?? 'unknown'}). Repair the file in an editor, then come back.`,
      }
    case 'off':
    case 'absent':
      return { tone: 'plain', icon: 'plug', title: 'Not added', text: '' }
  }
}

/** A path in pieces, between which a line may end. */
export function pathParts(path: string): string[] {
  return path.split(/(?<=[\\/])/)
}

/** The names of the clients that are not on this computer, as a list in a sentence; empty when all are. */
export function absentNames(clients: readonly McpClient[]): string {
  return clients
    .filter(({ state }) => state === 'absent')
    .map(({ name }) => name)
    .join(', ')
}
