import { shownUrl } from '../../shared/safe-url.ts'
import { Icon } from '../parts/icon.tsx'
import type { ServerFacts } from './use-discovery.ts'
import './server-facts.css'

/** A URL whose host stands out. */
function ShownUrl({ url }: { readonly url: string }) {
  const { host } = new URL(url)
  const [before = '', ...after] = shownUrl(url).split(host)
  return (
    <>
      {before}
      <b>{host}</b>
      {after.join(host)}
    </>
  )
}

/** Where the user will sign in and which server receives the secrets; shown before the first sign-in. */
export function ServerFactsPanel({ facts }: { readonly facts: ServerFacts }) {
  const { issuer, authorizeUrl, tokenUrl, registers } = facts
  return (
    <section class="server-facts" aria-label="Where you sign in">
      <p class="server-facts-title">
        <Icon name="lock" size={16} />
        <span>
          You sign in at <b>{new URL(authorizeUrl).host}</b>
        </span>
      </p>
      <dl>
        <dt>Authorization server</dt>
        <dd>
          <ShownUrl url={issuer} />
        </dd>
        <dt>Sign-in page</dt>
        <dd>
          <ShownUrl url={authorizeUrl} />
        </dd>
        <dt>Token URL</dt>
        <dd>
          <ShownUrl url={tokenUrl} />
        </dd>
      </dl>
      {registers === true && <p class="field-hint">The app registers itself there when you save.</p>}
    </section>
  )
}
