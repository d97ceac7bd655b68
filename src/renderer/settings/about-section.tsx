import { useEffect, useState } from 'preact/hooks'
import { AppMark } from '../parts/app-mark.tsx'
import { Button } from '../parts/button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'

/** Version, log folder and diagnostics. */
export function AboutSection({ version }: { readonly version: string }) {
  const action = useAction()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () =>
    setCopied((await action.run(() => call('app:copyDiagnostics', undefined))) !== null)
  return (
    <section class="about" aria-label="About">
      <div class="about-buttons">
        <Button icon="folder" onClick={() => void action.run(() => call('app:openLogFolder', undefined))}>
          Open log folder
        </Button>
        <Button icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
          {copied ? 'Copied' : 'Copy diagnostics'}
        </Button>
      </div>
      <p class="row-hint">Diagnostics: versions, states, last errors. No secrets.</p>
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
      <p class="about-version">
        <AppMark size={18} /> Jira Token Tray {version} · <LinkButton link="readme">Read me</LinkButton>
      </p>
    </section>
  )
}
