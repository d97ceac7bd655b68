import { button, escapeHtml, page } from './page.ts'
import type { Person } from './people.ts'

/** The login page: one button per person, no passwords. */
export function loginPage(action: string, people: readonly Person[]): string {
  const choices = people
    .map(
      (person) => `
        <li>
          <img src="/avatar/${encodeURIComponent(person.accountId)}.png" alt="" width="40" height="40">
          <span><strong>${escapeHtml(person.name)}</strong><br><small>${escapeHtml(person.email)}</small></span>
          ${button({ name: 'account', value: person.accountId, text: 'Log in', label: `Log in as ${person.name}` })}
        </li>`,
    )
    .join('')
  return page(
    'Log in',
    `<h1>Log in to continue</h1>
    <form method="post" action="${escapeHtml(action)}" aria-label="Log in">
      <ul class="people" aria-label="People">${choices}</ul>
    </form>`,
  )
}

/** The consent page: who grants which scopes to which app. */
export function consentPage(
  action: string,
  details: { appName: string; person: Person; scopes: readonly string[]; host: string },
): string {
  const { appName, person, scopes, host } = details
  const list = scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('')
  return page(
    'Authorize app',
    `<h1><em>${escapeHtml(appName)}</em> is requesting access to your account</h1>
    <p>Signed in as <strong>${escapeHtml(person.name)}</strong> (${escapeHtml(person.email)})</p>
    <h2 id="scopes">It would like to</h2>
    <ul class="scopes" aria-labelledby="scopes">${list}</ul>
    <p><small>You will be redirected to ${escapeHtml(host)}.</small></p>
    <form method="post" action="${escapeHtml(action)}" aria-label="Authorize app" class="actions">
      ${button({ name: 'decision', value: 'switch', text: 'Use another account', look: 'link' })}
      ${button({ name: 'decision', value: 'cancel', text: 'Cancel', look: 'plain' })}
      ${button({ name: 'decision', value: 'accept', text: 'Accept' })}
    </form>`,
  )
}

/** The page for errors that can't be reported to the app. */
export function errorPage(error: string, description: string): string {
  return page(
    'Something went wrong',
    `<h1>Something went wrong</h1>
    <p>Something went wrong when the app asked for access. Contact the app's developer.</p>
    <p role="alert"><code>${escapeHtml(error)}</code>: ${escapeHtml(description)}</p>`,
  )
}
