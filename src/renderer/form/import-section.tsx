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

/** What was found in the environment or a .env file, and what may be taken over from there. */
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
              There is an access token too, but nothing says when it expires, so it can’t be kept valid: sign
              in after saving.
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
            <span>Take over the sign-in (refresh token)</span>
          </label>
          <p id="import-refresh-token-hint" class="field-hint">
            It is renewed at once, and no new sign-in is needed. The old program must stop using the one from{' '}
            {offerSource(offer)}: two users of one rotating refresh token destroy the sign-in.
          </p>
        </div>
      )}
      {picking.failure !== null && <FailureCallout failure={picking.failure} onDismiss={picking.clear} />}
      <Button variant="quiet" icon="file" busy={picking.busy} onClick={() => void pick()}>
        {offer === null ? 'Fill in from a .env file…' : 'Pick another .env file…'}
      </Button>
    </section>
  )
}
