import { accountDefaults } from '../../shared/account-defaults.ts'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import { AppMark } from '../parts/app-mark.tsx'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Header } from '../parts/header.tsx'
import { Notices } from '../parts/notices.tsx'
import { offerText } from '../form/offer-text.ts'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { useAction } from '../state/use-action.ts'
import { CopyLine } from './copy-line.tsx'

export interface WelcomeViewProps {
  readonly snapshot: AppSnapshot
  readonly offer: ImportOffer | null
  readonly onOffer: (offer: ImportOffer) => void
}

/** The first run: how to get an OAuth app of one's own, and the ways around typing. */
export function WelcomeView({ snapshot, offer, onOffer }: WelcomeViewProps) {
  const picking = useAction()
  const demo = useAction()
  const enter = () => navigate({ page: 'newAccount' })
  const pick = async () => {
    const picked = (await picking.run(() => call('import:pickFile', undefined)))?.value ?? null
    if (picked === null) return
    onOffer(picked)
    enter()
  }
  return (
    <div class="page">
      <Header settings={snapshot.settings} bare />
      <main class="scroll welcome">
        <Notices notices={snapshot.notices} />
        <div class="welcome-hero">
          <AppMark size={46} />
          <h2>Connect your Jira</h2>
          <p>
            You sign in through a private OAuth 2.0 (3LO) app of your own at Atlassian. Registering it takes
            two minutes, once.
          </p>
        </div>
        {offer !== null && (
          <Callout tone="success" title={offerText(offer).title}>
            <p>{offerText(offer).text}</p>
          </Callout>
        )}
        {picking.failure !== null && <FailureCallout failure={picking.failure} onDismiss={picking.clear} />}
        {demo.failure !== null && <FailureCallout failure={demo.failure} onDismiss={demo.clear} />}
        <ol class="steps">
          <li>
            <h3>Create your app</h3>
            <p>
              In the developer console choose <b>Create › OAuth 2.0 integration</b>. Any name will do; leave
              it private.
            </p>
            <Button icon="link" onClick={() => void call('app:openLink', { link: 'developerConsole' })}>
              Open developer console
            </Button>
          </li>
          <li>
            <h3>Add the scopes</h3>
            <p>
              Under <b>Permissions</b>: the first two from the Jira API, read:me from the User identity API.
              offline_access needs no entry.
            </p>
            <CopyLine label="Scopes" text="scopes" value={accountDefaults.scopes.join(' ')} />
          </li>
          <li>
            <h3>Set the callback URL</h3>
            <p>
              Under <b>Authorization › OAuth 2.0 (3LO)</b>, exactly:
            </p>
            <CopyLine label="Callback URL" text="callbackUrl" value={accountDefaults.redirectUri} />
          </li>
          <li>
            <h3>Bring its client ID and secret here</h3>
            <p>
              They are under <b>Settings</b>. The secret goes to your keychain and nowhere else.
            </p>
          </li>
        </ol>
      </main>
      <footer class="action-bar">
        <Button variant="primary" wide onClick={enter}>
          Enter the app’s details
        </Button>
        <div class="action-bar-row">
          <Button variant="quiet" icon="file" busy={picking.busy} onClick={() => void pick()}>
            Pick a .env file…
          </Button>
          {snapshot.demoAvailable && (
            <Button
              variant="quiet"
              icon="play"
              busy={demo.busy}
              onClick={() => void demo.run(() => call('demo:add', undefined))}
            >
              Try a demo account
            </Button>
          )}
        </div>
      </footer>
    </div>
  )
}
