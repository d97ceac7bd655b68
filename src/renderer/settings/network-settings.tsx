import type { Settings } from '../../shared/settings.ts'
import { Button } from '../parts/button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import './settings-view.css'

/** The CA file, for networks that inspect encrypted traffic and for servers with certificates of their own. */
export function NetworkSettings({ caFile }: Pick<Settings, 'caFile'>) {
  const action = useAction()
  const change = (channel: 'settings:chooseCaFile' | 'settings:forgetCaFile') =>
    void action.run(() => call(channel, undefined))
  return (
    <section class="group" aria-label="Network">
      <div class="group-head">
        <h2 class="group-title">Network</h2>
      </div>
      <div class="panel">
        <div class="row row-stacked">
          <span class="row-text">
            <span class="row-label">CA file</span>
            <span class="row-hint">
              {caFile ?? 'The certificate of your company’s authority, if servers aren’t trusted without it'}
            </span>
          </span>
          <span class="about-buttons">
            <Button icon="file" busy={action.busy} onClick={() => change('settings:chooseCaFile')}>
              {caFile === null ? 'Choose CA file…' : 'Choose another…'}
            </Button>
            {caFile !== null && (
              <Button variant="quiet" onClick={() => change('settings:forgetCaFile')}>
                Stop trusting it
              </Button>
            )}
          </span>
        </div>
      </div>
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
    </section>
  )
}
