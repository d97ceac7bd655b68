import { useEffect, useState } from 'preact/hooks'
import { accountDefaults } from '../../shared/account-defaults.ts'
import type { IpcArgs } from '../../shared/ipc-contract.ts'
import { Button } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'

interface CopyLineProps {
  readonly label: string
  readonly text: IpcArgs<'app:copyText'>['text']
  readonly value: string
}

/** A value to paste elsewhere, with a copy button. */
function CopyLine({ label, text, value }: CopyLineProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => setCopied((await call('app:copyText', { text })).ok)
  const name = copied ? 'Copied' : `Copy ${label}`
  return (
    <div class="copy-line">
      <code aria-label={label}>{value}</code>
      <button type="button" class="icon-button" aria-label={name} title={name} onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} size={16} />
      </button>
      <span class="visually-hidden" role="status">
        {copied ? `${label} copied` : ''}
      </span>
    </div>
  )
}

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
            <h3>Create your app</h3>
            <p>
              In the developer console, choose <b>Create › OAuth 2.0 integration</b>. Any name works. Leave
              the app private.
            </p>
            <Button icon="link" onClick={() => void call('app:openLink', { link: 'developerConsole' })}>
              Open developer console
            </Button>
          </li>
          <li>
            <h3>Add the scopes</h3>
            <p>
              Under <b>Permissions</b>, add the first two from the Jira API and read:me from the User identity
              API. You don’t need to add offline_access.
            </p>
            <CopyLine label="Scopes" text="scopes" value={accountDefaults.scopes.join(' ')} />
          </li>
          <li>
            <h3>Set the callback URL</h3>
            <p>
              Under <b>Authorization › OAuth 2.0 (3LO)</b>, enter exactly:
            </p>
            <CopyLine label="Callback URL" text="callbackUrl" value={accountDefaults.redirectUri} />
          </li>
          <li>
            <h3>Copy the client ID and secret</h3>
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
