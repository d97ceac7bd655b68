import { errorRow } from '../../shared/error-table.ts'
import { noSiteText } from '../../shared/no-site-text.ts'
import type { TestResult } from '../../shared/ipc-contract.ts'
import { Callout } from '../parts/callout.tsx'
import { siteHost } from './site-text.ts'
import './test-report.css'

const shownSites = 5

/** The result of a token test: the person, the sites, and the duration. */
export function TestReport({
  result,
  onDismiss,
}: {
  readonly result: TestResult
  readonly onDismiss: () => void
}) {
  const { milliseconds, person, personError, server, sites } = result
  const hosts = [...new Set(sites.map(siteHost))]
  return (
    <Callout
      tone="success"
      live
      title={`The token works · ${Math.round(milliseconds)} ms`}
      onDismiss={onDismiss}
    >
      {server !== null && <p class="break">Answered by “{server}”</p>}
      {person !== null && (
        <p class="break">
          Signed in as {person.email === null ? person.name : `${person.name} (${person.email})`}
        </p>
      )}
      {personError !== null && <p>The person is unknown: {errorRow(personError).what}</p>}
      {hosts.length === 0 && <p>{`${noSiteText.what} ${noSiteText.todo}`}</p>}
      {hosts.length > 0 && (
        <ul class="plain-list" aria-label="Sites">
          {hosts.slice(0, shownSites).map((host) => (
            <li key={host} class="break">
              {host}
            </li>
          ))}
          {hosts.length > shownSites && <li>and {hosts.length - shownSites} more</li>}
        </ul>
      )}
    </Callout>
  )
}
