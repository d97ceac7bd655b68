import { errorRow } from '../../shared/error-table.ts'
import type { SnapshotState } from '../state/snapshot-store.ts'
import { useAction } from '../state/use-action.ts'
import { AppMark } from './app-mark.tsx'
import { Button } from './button.tsx'
import { CopyDiagnosticsButton } from './copy-diagnostics-button.tsx'
import { FailureCallout } from './failure-callout.tsx'
import { Spinner } from './spinner.tsx'
import './start-view.css'

export interface StartViewProps {
  readonly state: Exclude<SnapshotState, { kind: 'ready' }>
  readonly onRetry: () => void
}

/** Shown until the first snapshot arrives, or when it fails to load. */
export function StartView({ state, onRetry }: StartViewProps) {
  const copying = useAction()
  return (
    <main class="start">
      <AppMark size={56} />
      <h1 class="visually-hidden">Jira Token Tray</h1>
      {state.kind === 'loading' ? (
        <p class="start-text" role="status">
          <Spinner /> Loading…
        </p>
      ) : (
        <>
          <p class="start-text" role="alert">
            {errorRow(state.code).what} {errorRow(state.code).todo}
          </p>
          <div class="start-buttons">
            <CopyDiagnosticsButton action={copying} />
            <Button variant="primary" onClick={onRetry}>
              Try again
            </Button>
          </div>
          {copying.failure !== null && <FailureCallout title="Not copied" failure={copying.failure} />}
        </>
      )}
    </main>
  )
}
