import { errorRow } from '../../shared/error-table.ts'
import type { Failure } from '../state/call.ts'
import { Callout } from './callout.tsx'

export interface FailureCalloutProps {
  readonly failure: Failure
  readonly title?: string
  readonly onDismiss?: () => void
}

/** Why an action failed and what to do, from the table of error texts. */
export function FailureCallout({ failure, title, onDismiss }: FailureCalloutProps) {
  const { what, todo } = errorRow(failure.code)
  // the message may add details that the table can't have
  const text = failure.message === '' ? `${what} ${todo}` : failure.message
  return (
    <Callout
      tone="error"
      live
      {...(title !== undefined && { title })}
      {...(onDismiss !== undefined && { onDismiss })}
    >
      <p>{text}</p>
    </Callout>
  )
}
