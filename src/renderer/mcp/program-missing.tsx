import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'

export interface ProgramMissingProps {
  readonly busy: boolean
  readonly onCheck: () => void
}

/** Says what is missing before a client can be set up. */
export function ProgramMissing({ busy, onCheck }: ProgramMissingProps) {
  return (
    <Callout tone="info" title="jira-token is needed">
      <p>
        MCP clients start <code>jira-token</code> on Node, which was not found here. Install it from a
        checkout of this project:
      </p>
      <p>
        <code class="selectable">npm run build && npm link</code>
      </p>
      <div class="callout-actions">
        <Button busy={busy} onClick={onCheck}>
          Look again
        </Button>
      </div>
    </Callout>
  )
}
