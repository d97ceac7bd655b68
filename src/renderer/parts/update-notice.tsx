import { homepage } from '../../shared/homepage.ts'
import type { Update } from '../../shared/snapshot.ts'
import { updateText } from '../../shared/update-text.ts'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { Button } from './button.tsx'
import { Callout } from './callout.tsx'
import { FailureCallout } from './failure-callout.tsx'
import { LinkButton } from './link-button.tsx'

export interface UpdateNoticeProps {
  readonly update: Update
  /** The running version. */
  readonly version: string
  readonly onDismiss: () => void
}

/** Says that there is a newer version, and installs it if this package can. */
export function UpdateNotice({ update, version, onDismiss }: UpdateNoticeProps) {
  const action = useAction()
  const { title, text } = updateText(update, version)
  return (
    <Callout tone="info" title={title} onDismiss={onDismiss}>
      <p>{text}</p>
      {update.isDownloaded && (
        <Button
          busy={action.busy}
          onClick={() => void action.run(() => call('app:restartToUpdate', undefined))}
        >
          Restart to update
        </Button>
      )}
      {homepage !== '' && <LinkButton link="homepage">Website</LinkButton>}
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
    </Callout>
  )
}
