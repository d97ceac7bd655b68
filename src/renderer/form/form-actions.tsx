import { kindTraits } from '../../shared/account-kinds.ts'
import { Button } from '../parts/button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import type { AccountFormState } from './use-account-form.ts'
import type { Discovery } from './use-discovery.ts'

export interface FormActionsProps {
  readonly form: AccountFormState
  readonly discovery: Discovery
  readonly isNew: boolean
  readonly onCancel: () => void
}

/** The form's buttons, and why the last try failed. */
export function FormActions({ form, discovery, isNew, onCancel }: FormActionsProps) {
  return (
    <footer class="action-bar">
      {discovery.failure !== null && <FailureCallout title="Can’t continue" failure={discovery.failure} />}
      {form.failure !== null && <FailureCallout title="Not saved" failure={form.failure} />}
      <div class="action-bar-row">
        <Button onClick={onCancel}>Cancel</Button>
        <Button variant="primary" submit busy={form.saving || discovery.busy}>
          {discovery.isDue
            ? 'Continue'
            : !isNew || !kindTraits[form.values.kind].signsIn
              ? 'Save'
              : form.values.importSignIn
                ? 'Save and import'
                : 'Save and sign in'}
        </Button>
      </div>
    </footer>
  )
}
