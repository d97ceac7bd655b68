import { accountDefaults } from '../../shared/account-defaults.ts'
import { Button } from '../parts/button.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { CopyLine } from './copy-line.tsx'

/** How to get an OAuth app of one's own at Atlassian. */
export function GuideView() {
  return (
    <div class="page">
      <PageHeader title="Connect your Jira Cloud" />
      <main class="scroll welcome">
        <p class="guide-lead">
          You sign in through a private OAuth 2.0 (3LO) app of your own at Atlassian. Registering it takes two
          minutes, once.
        </p>
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
        <Button
          variant="primary"
          wide
          onClick={() => navigate({ page: 'newAccountForm', kind: 'jira-cloud' })}
        >
          Enter the app’s details
        </Button>
      </footer>
    </div>
  )
}
