import { accountDefaults } from '../../shared/account-defaults.ts'
import type { IpcArgs } from '../../shared/ipc-contract.ts'
import { Button } from '../parts/button.tsx'
import { CopyLine } from '../parts/copy-line.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import './guide-view.css'
import './welcome-view.css'

const copyText = (text: IpcArgs<'app:copyText'>['text']) => () => call('app:copyText', { text })

/** How to register your own OAuth app at Atlassian. */
export function GuideView() {
  return (
    <div class="page">
      <PageHeader title="Connect Jira Cloud" />
      <main class="scroll welcome">
        <p class="guide-lead">
          Atlassian only issues tokens to OAuth apps, so first register a private OAuth 2.0 (3LO) app of your
          own. It takes two minutes, and you only do it once.
        </p>
        <ol class="steps">
          <li>
            <h2>Create your app</h2>
            <p>
              In the developer console, choose <b>Create › OAuth 2.0 integration</b>. Any name works. Leave
              the app private.
            </p>
            <Button icon="link" onClick={() => void call('app:openLink', { link: 'developerConsole' })}>
              Open developer console
            </Button>
          </li>
          <li>
            <h2>Add the scopes</h2>
            <p>
              Under <b>Permissions</b>, add the first two from the Jira API and read:me from the User identity
              API. You don’t need to add offline_access.
            </p>
            <CopyLine label="Scopes" value={accountDefaults.scopes.join(' ')} copy={copyText('scopes')} />
          </li>
          <li>
            <h2>Set the callback URL</h2>
            <p>
              Under <b>Authorization › OAuth 2.0 (3LO)</b>, enter exactly:
            </p>
            <CopyLine
              label="Callback URL"
              value={accountDefaults.redirectUri}
              copy={copyText('callbackUrl')}
            />
          </li>
          <li>
            <h2>Copy the client ID and secret</h2>
            <p>
              You’ll find them under <b>Settings</b>. The secret is saved only in your keychain.
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
          Enter client ID and secret
        </Button>
      </footer>
    </div>
  )
}
