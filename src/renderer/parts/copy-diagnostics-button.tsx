import { call } from '../state/call.ts'
import type { Action } from '../state/use-action.ts'
import { Button } from './button.tsx'
import { useShownBriefly } from '../state/use-shown-briefly.ts'

/** Copies the diagnostics for a bug report and briefly confirms it. */
export function CopyDiagnosticsButton({ action }: { readonly action: Action }) {
  const [copied, setCopied] = useShownBriefly()
  const copy = async () =>
    setCopied((await action.run(() => call('app:copyDiagnostics', undefined))) !== null)
  return (
    <Button icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
      {copied ? 'Copied' : 'Copy diagnostics'}
    </Button>
  )
}
