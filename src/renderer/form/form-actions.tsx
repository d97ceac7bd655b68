import { Button } from '../parts/button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import type { AccountFormState } from './use-account-form.ts'
import type { Discovery } from './use-discovery.ts'

export interface FormActionsProps {
  readonly form: AccountFormState
  readonly discovery: Discovery
  readonly onCancel: () => void
}

/** The form's buttons, and why the last try failed. */
export function FormActions({ form, discovery, onCancel }: FormActionsProps) {
  return (
    <footer class="action-bar">
      {discovery.failure !== null && <FailureCallout title="Can’t continue" failure={discovery.failure} />}
      {form.failure !== null && <FailureCallout title="Not saved" failure={form.failure} />}
      <div class="action-bar-row">
        <Button onClick={onCancel}>Cancel</Button>
        <Button variant="primary" submit busy={form.saving || discovery.busy}>
          {discovery.isDue
            ? 'Continue'
            : form.signsIn
              ? 'Save and sign in'
              : form.values.importSignIn
                ? 'Save and import'
                : 'Save'}
        </Button>
      </div>
    </footer>
  )
}
