import { useEffect, useState } from 'preact/hooks'
import type { TestResult } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Reveal } from '../parts/reveal.tsx'
import { call } from '../state/call.ts'
import { navigate } from '../state/route.ts'
import { useAction, type Action } from '../state/use-action.ts'
import { accountControls, type AccountControls } from './account-controls.ts'
import { CopyButton } from './copy-button.tsx'
import { RenewButton } from './renew-button.tsx'
import { TestReport } from './test-report.tsx'
import './account-actions.css'

export interface AccountActionsProps {
  readonly account: AccountSnapshot
  readonly nowMs: number
  /** Called with whether a result is shown below the buttons. */
  readonly onOutcome: (shown: boolean) => void
}

interface OutcomesProps {
  readonly actions: readonly { readonly failureTitle: string; readonly action: Action }[]
  readonly tested: TestResult | null
  readonly onDismissTest: () => void
  readonly onOutcome: (shown: boolean) => void
}

/** Why actions failed, and the result of the test. */
function Outcomes({ actions, tested, onDismissTest, onOutcome }: OutcomesProps) {
  const shown = tested !== null || actions.some(({ action }) => action.failure !== null)
  useEffect(() => onOutcome(shown), [shown])
  return (
    <>
      {actions.map(
        ({ failureTitle, action }) =>
          action.failure !== null && (
            <Reveal key={failureTitle}>
              <FailureCallout title={failureTitle} failure={action.failure} onDismiss={action.clear} />
            </Reveal>
          ),
      )}
      {tested !== null && (
        <Reveal>
          <TestReport result={tested} onDismiss={onDismissTest} />
        </Reveal>
      )}
    </>
  )
}

interface WayOutProps {
  readonly controls: AccountControls
  readonly id: string
  readonly busy: boolean
  readonly onSignIn: () => void
}

/** What gets a valid token again if renewing can't; nothing otherwise. */
function WayOut({ controls: { main, mainLabel, field }, id, busy, onSignIn }: WayOutProps) {
  if (main === 'signIn')
    return (
      <Button variant="primary" wide icon="signIn" busy={busy} onClick={onSignIn}>
        {mainLabel}
      </Button>
    )
  if (main !== 'editAccount') return null
  const edit = () => navigate({ page: 'editAccount', id, ...(field !== null && { field }) })
  return (
    <Button variant="primary" wide icon="edit" onClick={edit}>
      {mainLabel}
    </Button>
  )
}

/** The buttons of an account, and their results. */
export function AccountActions({ account, nowMs, onOutcome }: AccountActionsProps) {
  const { id } = account
  const starting = useAction()
  const renewing = useAction()
  const copying = useAction()
  const testing = useAction()
  const [tested, setTested] = useState<TestResult | null>(null)
  const controls = accountControls(account, nowMs)
  const { main, surface, canRenew, renewSignsIn, hasToken } = controls

  // what failed here may have succeeded since: a retry, or a sign-in somewhere else
  const obtainedAtMs = account.token.kind === 'held' ? account.token.obtainedAtMs : null
  useEffect(() => {
    starting.clear()
    renewing.clear()
  }, [obtainedAtMs])

  const signIn = () => void starting.run(() => call('signIn:start', { id, surface }))
  const renew = () => (renewSignsIn ? signIn() : void renewing.run(() => call('accounts:renew', { id })))
  const test = async () => {
    setTested(null)
    setTested((await testing.run(() => call('accounts:test', { id })))?.value ?? null)
  }

  const actions = [
    { failureTitle: 'Sign-in didn’t start', action: starting },
    { failureTitle: 'Not renewed', action: renewing },
    { failureTitle: 'Not copied', action: copying },
    { failureTitle: 'Test failed', action: testing },
  ]

  return (
    <>
      <div class="actions">
        <WayOut controls={controls} id={id} busy={starting.busy} onSignIn={signIn} />
        <CopyButton
          accountId={id}
          primary={main === 'copy'}
          enabled={hasToken}
          action={copying}
          nowMs={nowMs}
        />
        {canRenew && (
          <RenewButton
            account={account}
            primary={main === 'renew'}
            busy={renewing.busy || starting.busy}
            enabled={hasToken}
            nowMs={nowMs}
            onRenew={renew}
          />
        )}
        <Button icon="test" busy={testing.busy} disabled={!hasToken} onClick={() => void test()}>
          {testing.busy ? 'Testing…' : 'Test token'}
        </Button>
      </div>
      <Outcomes
        actions={actions}
        tested={tested}
        onDismissTest={() => setTested(null)}
        onOutcome={onOutcome}
      />
    </>
  )
}
