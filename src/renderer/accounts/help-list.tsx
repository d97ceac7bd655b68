import { useState } from 'preact/hooks'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { useAction } from '../state/use-action.ts'
import { accountHelps } from './account-helps.ts'
import { runHelpAction } from './run-help-action.ts'

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
