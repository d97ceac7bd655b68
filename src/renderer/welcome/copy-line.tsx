import { useEffect, useState } from 'preact/hooks'
import type { IpcArgs } from '../../shared/ipc-contract.ts'
import { Icon } from '../parts/icon.tsx'
import { call } from '../state/call.ts'

export interface CopyLineProps {
  readonly label: string
  readonly text: IpcArgs<'app:copyText'>['text']
  readonly value: string
}

/** A value to paste elsewhere, with a copy button. */
export function CopyLine({ label, text, value }: CopyLineProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => setCopied((await call('app:copyText', { text })).ok)
  const name = copied ? 'Copied' : `Copy ${label}`
  return (
    <div class="copy-line">
      <code aria-label={label}>{value}</code>
      <button type="button" class="icon-button" aria-label={name} title={name} onClick={() => void copy()}>
        <Icon name={copied ? 'check' : 'copy'} size={16} />
      </button>
      <span class="visually-hidden" role="status">
        {copied ? `${label} copied` : ''}
      </span>
    </div>
  )
}
