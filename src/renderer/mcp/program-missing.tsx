import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'

export interface ProgramMissingProps {
  readonly busy: boolean
  readonly onCheck: () => void
}

/** Says what must be installed before a client can be set up. */
export function ProgramMissing({ busy, onCheck }: ProgramMissingProps) {
  return (
    <Callout tone="info" title="MCP clients need jira-token">
      <p>
        They run <code>jira-token</code> with Node.js, but one of the two was not found. To install
        jira-token, run this in a checkout of the project:
      </p>
      <p>
        <code class="selectable">npm run build && npm link</code>
      </p>
      <div class="callout-actions">
        <Button busy={busy} onClick={onCheck}>
          Check again
        </Button>
      </div>
    </Callout>
  )
}
