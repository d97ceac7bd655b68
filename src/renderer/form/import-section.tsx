import { useId } from 'preact/hooks'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { offerSource, offerText } from './offer-text.ts'
import './import-section.css'

export interface ImportSectionProps {
  readonly offer: ImportOffer | null
  readonly importSignIn: boolean
  readonly syncFile: boolean
  readonly onOffer: (offer: ImportOffer) => void
  readonly onChange: (change: { readonly importSignIn?: boolean; readonly syncFile?: boolean }) => void
}

interface ImportChoiceProps {
  readonly label: string
  readonly hint: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function ImportChoice({ label, hint, checked, onChange }: ImportChoiceProps) {
  const hintId = useId()
  return (
    <div class="import-refresh-token">
      <label class="check">
        <input
          type="checkbox"
          checked={checked}
          onChange={(event) => onChange(event.currentTarget.checked)}
          aria-describedby={hintId}
        />
        <span>{label}</span>
      </label>
      <p id={hintId} class="field-hint">
        {hint}
      </p>
    </div>
  )
}

/** What was found in the environment or a .env file, and what can be imported from it. */
export function ImportSection({ offer, importSignIn, syncFile, onOffer, onChange }: ImportSectionProps) {
  const picking = useAction()
  const pick = async () => {
    const picked = (await picking.run(() => call('import:pickFile', undefined)))?.value ?? null
    if (picked !== null) onOffer(picked)
  }
  return (
    <section class="import" aria-label="Import">
      {offer !== null && (
        <Callout tone="success" title={offerText(offer).title}>
          <p>{offerText(offer).text}</p>
        </Callout>
      )}
      {offer?.hasRefreshToken === true && (
        <ImportChoice
          label="Import the sign-in (refresh token)"
          hint={`You don’t need to sign in: the token is renewed right away. Make sure no other program uses the refresh token from ${offerSource(offer)}. If two use it, Atlassian revokes it and you have to sign in again.`}
          checked={importSignIn}
          onChange={(checked) => onChange({ importSignIn: checked })}
        />
      )}
      {offer?.hasAccessTokenOnly === true && (
        <ImportChoice
          label="Use the access token until it expires"
          hint="There is no refresh token, so it can’t be renewed: sign in when it expires, in an hour at the latest. To sign in right after saving instead, clear this box."
          checked={importSignIn}
          onChange={(checked) => onChange({ importSignIn: checked })}
        />
      )}
      {offer !== null && offer.fileName !== null && (
        <ImportChoice
          label={`Keep ${offerSource(offer)} up to date`}
          hint="JIRA_OAUTH_ACCESS_TOKEN in it is replaced after every renewal, so that the program that reads it keeps working unchanged."
          checked={syncFile}
          onChange={(checked) => onChange({ syncFile: checked })}
        />
      )}
      {picking.failure !== null && <FailureCallout failure={picking.failure} onDismiss={picking.clear} />}
      <Button variant="quiet" icon="file" busy={picking.busy} onClick={() => void pick()}>
        {offer === null ? 'Import from .env…' : 'Import from another .env…'}
      </Button>
    </section>
  )
}
