import { Button } from '../parts/button.tsx'
import { call, type Failure } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { useShownBriefly } from '../state/use-shown-briefly.ts'

export interface CopySnippetProps {
  readonly accountId: string
  readonly url: string
  readonly onFailure: (failure: Failure | null) => void
}

/** Copies the config for other MCP clients and briefly confirms it. */
export function CopySnippet({ accountId, url, onFailure }: CopySnippetProps) {
  const copying = useAction()
  const [copied, setCopied] = useShownBriefly()
  const copy = async () => {
    onFailure(null)
    const answer = await copying.run(() =>
      call('mcpSetUp:copySnippet', { id: accountId, url }).then((one) => {
        if (!one.ok) onFailure(one.error)
        return one
      }),
    )
    setCopied(answer !== null)
  }
  return (
    <>
      <Button icon={copied ? 'check' : 'copy'} busy={copying.busy} onClick={() => void copy()}>
        {copied ? 'Snippet copied' : 'Copy snippet'}
      </Button>
      <span class="visually-hidden" role="status">
        {copied ? 'Snippet copied' : ''}
      </span>
    </>
  )
}
