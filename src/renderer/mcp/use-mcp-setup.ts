import { useEffect, useState } from 'preact/hooks'
import type { McpSetUp } from '../../shared/mcp-setup.ts'
import { call } from '../state/call.ts'
import { useAction, type Action } from '../state/use-action.ts'

export interface McpSetUpState {
  /** null until loaded. */
  readonly setUp: McpSetUp | null
  readonly loading: Action
  reload(): Promise<void>
}

/** An account's MCP client setup; reloaded whenever the window gets focus. */
export function useMcpSetUp(accountId: string): McpSetUpState {
  const [setUp, setSetUp] = useState<McpSetUp | null>(null)
  const loading = useAction()
  const reload = async () => {
    const answer = await loading.run(() => call('mcpSetUp:state', { id: accountId }))
    if (answer !== null) setSetUp(answer.value)
  }
  useEffect(() => {
    const onLook = () => {
      if (document.visibilityState === 'visible') void reload()
    }
    void reload()
    window.addEventListener('focus', onLook)
    return () => window.removeEventListener('focus', onLook)
  }, [accountId])
  return { setUp, loading, reload }
}
