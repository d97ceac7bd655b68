import type { McpClient } from '../../shared/mcp-setup.ts'
import type { IconName } from '../parts/icon.tsx'

export interface ClientText {
  readonly tone: 'good' | 'plain' | 'bad'
  readonly icon: IconName
  readonly title: string
  /** What it means or what to do; empty if there is nothing to say. */
  readonly text: string
}

/** The texts for an MCP client's status. `isNew`: it has just been added. */
export function clientText({ state, url, problem, next }: McpClient, isNew: boolean): ClientText {
  switch (state) {
    case 'on':
      return { tone: 'good', icon: 'check', title: 'Added', text: isNew ? next : (url ?? '') }
    case 'stale':
      return {
        tone: 'bad',
        icon: 'alert',
        title: 'Not working',
        text: 'The program it starts no longer exists.',
      }
    case 'broken':
      return {
        tone: 'bad',
        icon: 'alert',
        title: 'Settings can’t be read',
        text: `They were not changed (${problem ?? 'unknown'}). Fix the file in an editor, then come back.`,
      }
    case 'off':
    case 'absent':
      return { tone: 'plain', icon: 'plug', title: 'Not added', text: '' }
  }
}

/** A path split into parts, between which a line may break. */
export function pathParts(path: string): string[] {
  return path.split(/(?<=[\\/])/)
}

/** The names of the clients that are not installed, as a comma-separated list; empty if all are. */
export function absentNames(clients: readonly McpClient[]): string {
  return clients
    .filter(({ state }) => state === 'absent')
    .map(({ name }) => name)
    .join(', ')
}
