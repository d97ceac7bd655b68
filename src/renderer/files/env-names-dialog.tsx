import { useState } from 'preact/hooks'
import { defaultEnvNames, envNamesProblem, usualEnvNames, type EnvNames } from '../../shared/env-names.ts'
import { TextField } from '../form/text-field.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import type { Failure } from '../state/call.ts'

export interface EnvNamesDialogProps {
  readonly busy: boolean
  readonly failure: Failure | null
  readonly onChoose: (names: EnvNames) => void
  readonly onCancel: () => void
}

/** An empty field means the variable is not written. */
const named = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** Asks which variables to set before the user chooses a .env file. */
export function EnvNamesDialog({ busy, failure, onChoose, onCancel }: EnvNamesDialogProps) {
  const [accessToken, setAccessToken] = useState(defaultEnvNames.accessToken)
  const [expiresAt, setExpiresAt] = useState('')
  const [cloudId, setCloudId] = useState('')
  const [asked, setAsked] = useState(false)
  const names: EnvNames = {
    accessToken: accessToken.trim(),
    expiresAt: named(expiresAt),
    cloudId: named(cloudId),
  }
  const problem = asked ? envNamesProblem(names) : null
  const getFieldError = (field: keyof EnvNames) => (problem?.field === field ? problem.message : undefined)
  const choose = () => {
    setAsked(true)
    if (envNamesProblem(names) === null) onChoose(names)
  }
  return (
    <ConfirmDialog
      title="Sync a .env file"
      confirmLabel="Choose file…"
      busy={busy}
      failure={failure}
      onConfirm={choose}
      onCancel={onCancel}
    >
      <p>These variables are kept up to date. Comments, order, and quotes in the file stay as they are.</p>
      <TextField
        id="accessTokenName"
        label="Access token"
        code
        value={accessToken}
        error={getFieldError('accessToken')}
        onInput={setAccessToken}
      />
      <TextField
        id="expiresAtName"
        label="Expiry (optional)"
        code
        placeholder={usualEnvNames.expiresAt}
        value={expiresAt}
        error={getFieldError('expiresAt')}
        onInput={setExpiresAt}
      />
      <TextField
        id="cloudIdName"
        label="Cloud ID of the first site (optional)"
        code
        placeholder={usualEnvNames.cloudId}
        value={cloudId}
        error={getFieldError('cloudId')}
        onInput={setCloudId}
      />
    </ConfirmDialog>
  )
}
