import { isolated } from '../../shared/clean-text.ts'
import type { IpcAnswer } from '../../shared/ipc-bridge.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { toAccountForm } from '../../shared/account-form.ts'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { CopyLine } from '../parts/copy-line.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { useAction, type Action } from '../state/use-action.ts'
import { accountHelps, type AccountHelp, type HelpActionKind } from './account-helps.ts'
import './help-list.css'

/** Runs the action of a help text. */
async function runHelpAction(kind: HelpActionKind, account: AccountSnapshot): Promise<IpcAnswer<unknown>> {
  const { id } = account
  switch (kind) {
    case 'signIn':
      return call('signIn:start', { id, surface: null })
    case 'signInInWindow':
      return call('signIn:start', { id, surface: 'window' })
    case 'turnOnAutoRenewal':
      return call('accounts:save', {
        id,
        form: { ...toAccountForm(account), autoRenewal: true },
        clientSecret: { kind: 'unchanged' },
        importSignIn: false,
      })
    case 'openFiles':
      navigate({ page: 'files', id })
      return { ok: true, value: undefined }
    case 'editCallbackUrl':
      navigate({ page: 'editAccount', id, field: 'redirectUri' })
      return { ok: true, value: undefined }
    case 'editAccount':
      navigate({ page: 'editAccount', id })
      return { ok: true, value: undefined }
  }
}

interface HelpCalloutProps {
  readonly help: AccountHelp
  readonly account: AccountSnapshot
  readonly action: Action
}

function HelpCallout({ help, account, action }: HelpCalloutProps) {
  const { tone, icon, title, text, quoted, callbackUrl, action: offered, dismissable } = help
  const { id, kind } = account
  const dismiss = () => void action.run(() => call('signIn:dismissError', { id }))
  return (
    <Callout
      tone={tone}
      icon={icon}
      {...(title !== null && { title })}
      {...(dismissable && { onDismiss: dismiss })}
    >
      <p>{text}</p>
      {quoted !== null && (
        <details class="quoted">
          <summary>Details</summary>
          <p>The server’s answer: {isolated(quoted)}</p>
        </details>
      )}
      {callbackUrl !== null && (
        <CopyLine
          label="Callback URL"
          value={callbackUrl}
          copy={() => call('accounts:copyCallbackUrl', { id })}
        />
      )}
      {offered !== null && (
        <div class="callout-actions">
          <Button
            variant="quiet"
            busy={action.busy}
            onClick={() => void action.run(() => runHelpAction(offered.kind, account))}
          >
            {offered.label}
          </Button>
          {callbackUrl !== null && kind === 'jira-cloud' && (
            <LinkButton link="developerConsole">Developer console</LinkButton>
          )}
        </div>
      )}
    </Callout>
  )
}

/** The help texts for an account. */
export function HelpList({ account, nowMs }: { readonly account: AccountSnapshot; readonly nowMs: number }) {
  const action = useAction()
  return (
    <>
      {accountHelps(account, nowMs).map((help) => (
        <HelpCallout key={help.key} help={help} account={account} action={action} />
      ))}
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
    </>
  )
}
