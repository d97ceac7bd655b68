import { useRef } from 'preact/hooks'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import { formDraft } from '../form/form-draft.ts'
import { offerText } from '../form/offer-text.ts'
import { AppMark } from '../parts/app-mark.tsx'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Header } from '../parts/header.tsx'
import { Notices } from '../parts/notices.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { useAction } from '../state/use-action.ts'
import { useFocusWhenLost } from '../state/use-focus-when-lost.ts'
import { beginAccount } from './begin-account.ts'
import { KindChoices } from './kind-choices.tsx'
import './welcome-view.css'

export interface WelcomeViewProps {
  readonly snapshot: AppSnapshot
  readonly offer: ImportOffer | null
  readonly onOffer: (offer: ImportOffer) => void
}

/** The first run: choose a kind of account, import a file, or try the demo. */
export function WelcomeView({ snapshot, offer, onOffer }: WelcomeViewProps) {
  const picking = useAction()
  const demo = useAction()
  const question = useRef<HTMLHeadingElement>(null)
  useFocusWhenLost(question, [])
  const fillForm = () => {
    // what was found replaces anything typed before
    formDraft.clear()
    navigate({ page: 'newAccountForm', kind: 'jira-cloud' })
  }
  const pick = async () => {
    const picked = (await picking.run(() => call('import:pickFile', undefined)))?.value ?? null
    if (picked === null) return
    onOffer(picked)
    fillForm()
  }
  return (
    <div class="page">
      <Header settings={snapshot.settings} bare />
      <main class="scroll welcome">
        <Notices {...snapshot} />
        <div class="welcome-hero">
          <AppMark size={46} />
          <h2 tabIndex={-1} ref={question}>
            What do you want to connect?
          </h2>
          <p>Sign in once, and your token stays fresh.</p>
        </div>
        {offer !== null && (
          <Callout tone="success" title={offerText(offer).title}>
            <Button icon="key" onClick={() => fillForm()}>
              Use it
            </Button>
          </Callout>
        )}
        {picking.failure !== null && <FailureCallout failure={picking.failure} onDismiss={picking.clear} />}
        {demo.failure !== null && <FailureCallout failure={demo.failure} onDismiss={demo.clear} />}
        <KindChoices
          hasJiraApp={offer !== null}
          onChoose={(kind, preset) => navigate(beginAccount(kind, snapshot, offer !== null, preset))}
        />
      </main>
      <footer class="action-bar">
        <div class="action-bar-row">
          <Button variant="quiet" icon="file" busy={picking.busy} onClick={() => void pick()}>
            Import from .env…
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
