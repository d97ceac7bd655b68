import { signInHosts } from '../../shared/issuer.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import type { ServerFacts } from './use-discovery.ts'

export interface TrustDialogProps {
  readonly facts: ServerFacts
  readonly onTrust: () => void
  readonly onCancel: () => void
}

/** Asks whether to sign in at an issuer that the server's URL does not lead to. */
export function TrustDialog({ facts, onTrust, onCancel }: TrustDialogProps) {
  return (
    <ConfirmDialog
      title={`Trust ${new URL(facts.issuer).host}?`}
      confirmLabel="Trust and continue"
      onConfirm={onTrust}
      onCancel={onCancel}
    >
      <p>
        The URL leads to another issuer than this one. Continue only if you trust all of these hosts with your
        sign-in:
      </p>
      <ul>
        {signInHosts(facts).map(({ label, host }) => (
          <li key={label}>
            {label}: <b>{host}</b>
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  )
}
