import { signInHosts } from '../../shared/issuer.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import type { ServerFacts } from './use-discovery.ts'
import './trust-dialog.css'

export interface TrustDialogProps {
  readonly facts: ServerFacts
  readonly onTrust: () => void
  readonly onCancel: () => void
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Asks whether to sign in at an issuer that the server's URL does not lead to. */
export function TrustDialog({ facts, onTrust, onCancel }: TrustDialogProps) {
  return (
    <ConfirmDialog
      title={`Trust ${new URL(facts.issuer).host}?`}
      confirmLabel="Trust them"
      onConfirm={onTrust}
      onCancel={onCancel}
    >
      <p>
        This issuer is not the one that the server’s URL leads to. Continue only if you trust all of these
        hosts with your sign-in:
      </p>
      <ul class="trust-hosts">
        {signInHosts(facts).map(({ label, host }) => (
          <li key={label}>
            <span>{upperFirst(label)}</span>
            <b>{host}</b>
          </li>
        ))}
      </ul>
    </ConfirmDialog>
  )
}
