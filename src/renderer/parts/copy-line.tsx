import type { IpcAnswer } from '../../shared/ipc-bridge.ts'
import { useAction } from '../state/use-action.ts'
import { useShownBriefly } from '../state/use-shown-briefly.ts'
import { FailureCallout } from './failure-callout.tsx'
import { IconButton } from './icon-button.tsx'
import './copy-line.css'

export interface CopyLineProps {
  readonly label: string
  readonly value: string
  /** Has the main process copy it. */
  readonly copy: () => Promise<IpcAnswer<unknown>>
}

/** A value to paste elsewhere, with a copy button. */
export function CopyLine({ label, value, copy }: CopyLineProps) {
  const action = useAction()
  const [copied, setCopied] = useShownBriefly()
  return (
    <>
      <div class="copy-line">
        <code aria-label={label}>{value}</code>
        <IconButton
          icon={copied ? 'check' : 'copy'}
          label={copied ? 'Copied' : `Copy ${label}`}
          onClick={() => void action.run(copy).then((done) => setCopied(done !== null))}
        />
        <span class="visually-hidden" role="status">
          {copied ? `${label} copied` : ''}
        </span>
      </div>
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
    </>
  )
}
