import { useState } from 'preact/hooks'
import type { TestResult } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { accountControls } from './account-controls.ts'
import { CopyButton } from './copy-button.tsx'
import { TestReport } from './test-report.tsx'
import { useRenewed } from './use-renewed.ts'

/** The buttons of an account, and what came of them. */
export function AccountActions({
  account,
  nowMs,
}: {
  readonly account: AccountSnapshot
  readonly nowMs: number
}) {
  const { id } = account
  const renewal = useAction()
  const copying = useAction()
  const testing = useAction()
  const [tested, setTested] = useState<TestResult | null>(null)
  const renewed = useRenewed(account, nowMs)
  const { main, startsSignIn, canUseToken } = accountControls(account)

  const runMain = () =>
    renewal.run(() =>
      startsSignIn ? call('signIn:start', { id, surface: null }) : call('accounts:renew', { id }),
    )
  const test = async () => {
    setTested(null)
    setTested((await testing.run(() => call('accounts:test', { id })))?.value ?? null)
  }
  const busy = main.busy || (renewal.busy && !startsSignIn)

  return (
    <>
      <div class="actions">
        <Button
          variant="primary"
          wide
          icon={main.kind === 'signIn' ? 'signIn' : renewed ? 'check' : 'renew'}
          busy={busy}
          disabled={main.disabled}
          onClick={() => void runMain()}
        >
          {busy ? 'Renewing…' : renewed ? 'Renewed' : main.label}
        </Button>
        <CopyButton accountId={id} enabled={canUseToken} action={copying} nowMs={nowMs} />
        <Button icon="test" busy={testing.busy} disabled={!canUseToken} onClick={() => void test()}>
          {testing.busy ? 'Testing…' : 'Test token'}
        </Button>
      </div>
      <span class="visually-hidden" role="status">
        {busy ? 'Renewing' : renewed ? 'Renewed' : ''}
      </span>
      {renewal.failure !== null && (
        <FailureCallout title="Not renewed" failure={renewal.failure} onDismiss={renewal.clear} />
      )}
      {copying.failure !== null && (
        <FailureCallout title="Not copied" failure={copying.failure} onDismiss={copying.clear} />
      )}
      {testing.failure !== null && (
        <FailureCallout title="The test failed" failure={testing.failure} onDismiss={testing.clear} />
      )}
      {tested !== null && <TestReport result={tested} onDismiss={() => setTested(null)} />}
    </>
  )
}
