import { useEffect, useState } from 'preact/hooks'
import { call } from '../state/call.ts'
import type { Action } from '../state/use-action.ts'
import { Button } from './button.tsx'

const shownMs = 2500

/** Copies what a report of a fault needs, and says so for a moment. */
export function CopyDiagnosticsButton({ action }: { readonly action: Action }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), shownMs)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () =>
    setCopied((await action.run(() => call('app:copyDiagnostics', undefined))) !== null)
  return (
    <Button icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
      {copied ? 'Copied' : 'Copy diagnostics'}
    </Button>
  )
}
