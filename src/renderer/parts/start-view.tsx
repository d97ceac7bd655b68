import { errorText } from '../../shared/error-texts.ts'
import type { SnapshotState } from '../state/snapshot-store.ts'
import { AppMark } from './app-mark.tsx'
import { Button } from './button.tsx'
import { Spinner } from './spinner.tsx'

export interface StartViewProps {
  readonly state: Exclude<SnapshotState, { kind: 'ready' }>
  readonly onRetry: () => void
}

/** Before the first snapshot is there, or when none came. */
export function StartView({ state, onRetry }: StartViewProps) {
  return (
    <main class="start">
      <AppMark size={56} />
      {state.kind === 'loading' ? (
        <p class="start-text" role="status">
          <Spinner /> Loading…
        </p>
      ) : (
        <>
          <p class="start-text" role="alert">
            {errorText(state.code).what} {errorText(state.code).todo}
          </p>
          <Button variant="primary" onClick={onRetry}>
            Try again
          </Button>
        </>
      )}
    </main>
  )
}
