import { homepage } from '../../shared/homepage.ts'
import { AppMark } from '../parts/app-mark.tsx'
import { Button } from '../parts/button.tsx'
import { CopyDiagnosticsButton } from '../parts/copy-diagnostics-button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'

/** The version, the log folder, and diagnostics. */
export function AboutSection({ version }: { readonly version: string }) {
  const action = useAction()
  return (
    <section class="about" aria-label="About">
      <div class="about-buttons">
        <Button icon="folder" onClick={() => void action.run(() => call('app:openLogFolder', undefined))}>
          Open log folder
        </Button>
        <CopyDiagnosticsButton action={action} />
      </div>
      <p class="row-hint">Diagnostics contain versions, account states, and recent errors, but no secrets.</p>
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
      <p class="about-version">
        <AppMark size={18} /> Jira Token Tray {version}
        {homepage !== '' && <LinkButton link="homepage">Website</LinkButton>}
      </p>
    </section>
  )
}
