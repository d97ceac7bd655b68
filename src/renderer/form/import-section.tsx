import type { ImportOffer } from '../../shared/ipc-contract.ts'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { offerSource, offerText } from './offer-text.ts'

export interface ImportSectionProps {
  readonly offer: ImportOffer | null
  readonly importRefreshToken: boolean
  readonly onOffer: (offer: ImportOffer) => void
  readonly onImportRefreshToken: (importRefreshToken: boolean) => void
}

/** What was found in the environment or a .env file, and what can be imported from it. */
export function ImportSection({
  offer,
  importRefreshToken,
  onOffer,
  onImportRefreshToken,
}: ImportSectionProps) {
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
          {offer.hasAccessTokenOnly && (
            <p>
              It also has an access token, but the app can’t tell when that expires, so sign in after saving.
            </p>
          )}
        </Callout>
      )}
      {offer?.hasRefreshToken === true && (
        <div class="import-refresh-token">
          <label class="check">
            <input
              type="checkbox"
              checked={importRefreshToken}
              onChange={(event) => onImportRefreshToken(event.currentTarget.checked)}
              aria-describedby="import-refresh-token-hint"
            />
            <span>Import the sign-in (refresh token)</span>
          </label>
          <p id="import-refresh-token-hint" class="field-hint">
            You don’t need to sign in: the token is renewed right away. Make sure no other program uses the
            refresh token from {offerSource(offer)}. If two use it, Atlassian revokes it and you have to sign
            in again.
          </p>
        </div>
      )}
      {picking.failure !== null && <FailureCallout failure={picking.failure} onDismiss={picking.clear} />}
      <Button variant="quiet" icon="file" busy={picking.busy} onClick={() => void pick()}>
        {offer === null ? 'Import from .env…' : 'Import from another .env…'}
      </Button>
    </section>
  )
}
