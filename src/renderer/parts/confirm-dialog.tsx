import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import type { Failure } from '../state/call.ts'
import { Button } from './button.tsx'
import { FailureCallout } from './failure-callout.tsx'
import './confirm-dialog.css'

export interface ConfirmDialogProps {
  readonly title: string
  readonly confirmLabel: string
  readonly cancelLabel?: string
  readonly danger?: boolean
  readonly busy?: boolean
  readonly failure?: Failure | null
  readonly onConfirm: () => void
  readonly onCancel: () => void
  readonly children: ComponentChildren
}

/** Asks for confirmation; Esc and a click outside mean no. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { danger = false, busy = false, failure = null, cancelLabel = 'Cancel' } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useEffect(() => {
    const element = dialog.current
    const before = document.activeElement
    element?.showModal()
    // focus the safe choice, not the first link in the text
    element?.querySelector<HTMLElement>('.dialog-buttons button')?.focus()
    return () => {
      element?.close()
      // a dialog that was removed from the document doesn't restore focus
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        props.onCancel()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.onCancel()
      }}
    >
      <div class="dialog-body">
        <h2 id={titleId}>{props.title}</h2>
        {props.children}
        {failure !== null && <FailureCallout failure={failure} />}
        <div class="dialog-buttons">
          <Button variant="secondary" onClick={props.onCancel}>
            {cancelLabel}
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} busy={busy} onClick={props.onConfirm}>
            {props.confirmLabel}
          </Button>
        </div>
      </div>
    </dialog>
  )
}
