import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { AccountSnapshot, Activity } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { Callout } from '../parts/callout.tsx'
import { CopyLine } from '../parts/copy-line.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { SignInQuestionPanel } from './sign-in-question-panel.tsx'
import './sign-in-panel.css'
import './account-actions.css'

type SigningIn = Extract<Activity, { kind: 'signingIn' }>

const waitingTexts: Record<SigningIn['surface'], (provider: string) => string> = {
  window: (provider) => `Sign in to ${provider} in the window that opened, then allow access.`,
  browser: (provider) =>
    `Sign in to ${provider} in your browser, then allow access. This window updates automatically.`,
  manual: () => 'Finish signing in on the command line.',
}

/** The texts for the current step of a sign-in. */
export function signInStepText(
  { step, surface }: Pick<SigningIn, 'step' | 'surface'>,
  kind: AccountKind,
): {
  title: string
  text: string
} {
  if (step === 'exchanging') return { title: 'Almost done…', text: 'Getting the token…' }
  if (step === 'confirming') return { title: 'Almost done…', text: 'Checking who signed in…' }
  return { title: 'Waiting for you', text: waitingTexts[surface](kindTraits[kind].provider) }
}

interface BrowserPageProps {
  readonly id: string
  readonly url: string
  readonly isUnopened: boolean
}

/** The page in the browser, with other ways to continue if it isn't there. */
function BrowserPage({ id, url, isUnopened }: BrowserPageProps) {
  const action = useAction()
  return (
    <>
      {isUnopened && (
        <Callout tone="warning" title="Your browser couldn’t be opened">
          <p>Open this page in a browser on this computer, or sign in in the window instead.</p>
        </Callout>
      )}
      <CopyLine label="Sign-in page" value={url} copy={() => call('signIn:copyPageUrl', { id })} />
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
      <div class="actions">
        <Button
          variant={isUnopened ? 'primary' : 'secondary'}
          icon="signIn"
          wide
          onClick={() => void action.run(() => call('signIn:start', { id, surface: 'window' }))}
        >
          Sign in in the window
        </Button>
      </div>
    </>
  )
}

export interface SignInPanelProps {
  readonly account: AccountSnapshot
  readonly activity: Extract<Activity, { kind: 'signingIn' }>
}

/** The progress of a sign-in, and what the user can do. */
export function SignInPanel({ account, activity }: SignInPanelProps) {
  const action = useAction()
  const { id } = account
  if (activity.question !== null) return <SignInQuestionPanel id={id} question={activity.question} />
  const { title, text } = signInStepText(activity, account.kind)
  return (
    <section class="sign-in-panel" aria-label="Sign-in">
      <div role="status">
        <p class="panel-title">{title}</p>
        <p class="panel-text">{text}</p>
      </div>
      {activity.browserAdvised && activity.surface === 'window' && (
        <Callout tone="info" title="This page may not work in this window">
          <p>Google sign-in and passkeys only work in your browser.</p>
        </Callout>
      )}
      {activity.strayError !== null && (
        <Callout tone="warning" title="The sign-in page may have failed">
          <p>
            It reported “{activity.strayError}”, without saying which sign-in that belongs to. This one is
            still waiting: try again there, or cancel.
          </p>
        </Callout>
      )}
      {activity.pageUrl !== null && (
        <BrowserPage id={id} url={activity.pageUrl} isUnopened={activity.isUnopened} />
      )}
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
      <div class="actions">
        {activity.surface === 'window' && activity.browserAdvised && (
          <Button
            variant="primary"
            icon="link"
            wide
            busy={action.busy}
            onClick={() => void action.run(() => call('signIn:start', { id, surface: 'browser' }))}
          >
            Continue in your browser
          </Button>
        )}
        <Button wide onClick={() => void action.run(() => call('signIn:cancel', { id }))}>
          Cancel
        </Button>
      </div>
    </section>
  )
}
