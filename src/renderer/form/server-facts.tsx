import { Icon } from '../parts/icon.tsx'
import type { ServerFacts } from './use-discovery.ts'

/** Where the sign-in will take place and who gets the secrets: to be seen before the first sign-in. */
export function ServerFactsPanel({ facts }: { readonly facts: ServerFacts }) {
  const { issuer, authorizeUrl, tokenUrl, registers } = facts
  return (
    <section class="server-facts" aria-label="Where you sign in">
      <p class="server-facts-title">
        <Icon name="lock" size={16} />
        <span>
          You sign in at <b>{new URL(issuer).host}</b>
        </span>
      </p>
      <dl>
        <dt>Authorization server</dt>
        <dd>{issuer}</dd>
        <dt>Sign-in page</dt>
        <dd>{authorizeUrl}</dd>
        <dt>Tokens from</dt>
        <dd>{tokenUrl}</dd>
      </dl>
      {registers === true && <p class="field-hint">The app registers itself there when you save.</p>}
    </section>
  )
}
