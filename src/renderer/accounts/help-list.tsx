import { useState } from 'preact/hooks'
import type { IpcAnswer } from '../../shared/ipc-bridge.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { toAccountForm } from '../../shared/to-account-form.ts'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { useAction } from '../state/use-action.ts'
import { accountHelps, type HelpActionKind } from './account-helps.ts'

/** Runs the action of a help text. */
async function runHelpAction(kind: HelpActionKind, account: AccountSnapshot): Promise<IpcAnswer<unknown>> {
  const { id } = account
  switch (kind) {
    case 'signIn':
      return call('signIn:start', { id, surface: null })
    case 'signInInWindow':
      return call('signIn:start', { id, surface: 'window' })
    case 'openConnectedApps':
      return call('app:openLink', { link: 'connectedApps' })
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
    case 'editAccount':
      navigate({ page: 'editAccount', id })
      return { ok: true, value: undefined }
  }
}

/** The help texts for an account. */
export function HelpList({ account, nowMs }: { readonly account: AccountSnapshot; readonly nowMs: number }) {
  const [dismissed, setDismissed] = useState<string | null>(null)
  const action = useAction()
  const helps = accountHelps(account, nowMs).filter((help) => help.key !== dismissed)
  return (
    <>
      {helps.map(({ action: offered, ...help }) => (
        <Callout
          key={help.key}
          tone={help.tone}
          icon={help.icon}
          title={help.title}
          {...(help.dismissable && { onDismiss: () => setDismissed(help.key) })}
        >
          <p>{help.text}</p>
          {offered?.kind === 'openConnectedApps' && (
            <LinkButton link="connectedApps">{offered.label}</LinkButton>
          )}
          {offered !== null && offered.kind !== 'openConnectedApps' && (
            <div class="callout-actions">
              <Button
                variant="quiet"
                busy={action.busy}
                onClick={() => void action.run(() => runHelpAction(offered.kind, account))}
              >
                {offered.label}
              </Button>
            </div>
          )}
        </Callout>
      ))}
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
    </>
  )
}
