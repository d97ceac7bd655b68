import { useState } from 'preact/hooks'
import type { McpClient } from '../../shared/mcp-setup.ts'
import { call, type Failure } from '../state/call.ts'
import type { McpSetUpState } from './use-mcp-setup.ts'

interface Problem {
  readonly title: string
  readonly failure: Failure
}

export interface ClientChanges {
  /** The client that is being changed. */
  readonly busy: McpClient['id'] | null
  /** The client that was just added. */
  readonly added: McpClient['id'] | null
  /** What went wrong last. */
  readonly problem: Problem | null
  setProblem(problem: Problem | null): void
  /** Adds the account to a client, or removes it from there. Ignored while another change runs. */
  change(client: McpClient['id'], adds: boolean): Promise<void>
}

/** Changes to an account's MCP clients, and their results. `url` is the MCP server to use. */
export function useClientChanges(
  accountId: string,
  url: string,
  { setUp, reload }: McpSetUpState,
): ClientChanges {
  const [busy, setBusy] = useState<McpClient['id'] | null>(null)
  const [added, setAdded] = useState<McpClient['id'] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  return {
    busy,
    added,
    problem,
    setProblem,
    change: async (client, adds) => {
      if (busy !== null) return
      setBusy(client)
      setProblem(null)
      const answer = adds
        ? await call('mcpSetUp:install', { id: accountId, client, url })
        : await call('mcpSetUp:uninstall', { id: accountId, client })
      await reload()
      setBusy(null)
      setAdded(answer.ok && adds ? client : null)
      if (answer.ok) return
      const name = setUp?.clients.find(({ id }) => id === client)?.name ?? 'It'
      setProblem({ title: `${name} was not changed`, failure: answer.error })
      if (answer.error.field === 'url') document.getElementById('url')?.focus()
    },
  }
}
