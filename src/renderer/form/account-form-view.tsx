import { useEffect, useState } from 'preact/hooks'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot, AppSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { navigate } from '../state/route.ts'
import { AdvancedFields } from './advanced-fields.tsx'
import { BlankTokenDialog } from './blank-token-dialog.tsx'
import { ImportSection } from './import-section.tsx'
import { offerSource } from './offer-text.ts'
import { RenewalFields } from './renewal-fields.tsx'
import { parseScopes } from '../../shared/scopes.ts'
import { ScopesField } from './scopes-field.tsx'
import { SecretField } from './secret-field.tsx'
import { TextField } from './text-field.tsx'
import { useAccountForm } from './use-account-form.ts'
import { useLeaveGuard } from './use-leave-guard.ts'

export interface AccountFormViewProps {
  /** null makes a new account. */
  readonly account: AccountSnapshot | null
  readonly snapshot: AppSnapshot
  readonly offer: ImportOffer | null
  readonly onOffer: (offer: ImportOffer | null) => void
}

/** The details of an account: new or changed. */
export function AccountFormView({ account, snapshot, offer, onOffer }: AccountFormViewProps) {
  const [blanking, setBlanking] = useState(false)
  const form = useAccountForm(account, offer)
  const { values, errors, change } = form
  const guard = useLeaveGuard(form.dirty)
  const done = () => navigate({ page: 'accounts' })

  const finish = () => {
    // what was imported belongs to this account, not to the next one
    onOffer(null)
    done()
  }

  useEffect(() => {
    if (offer !== null) form.takeOffer(offer)
  }, [offer])

  useEffect(() => {
    if (account === null) document.getElementById('name')?.focus()
  }, [])

  const submit = async () => {
    const saved = await form.save()
    if (saved === null) return
    if (values.takeOver && offer?.source === 'file') setBlanking(true)
    else finish()
  }

  return (
    <form
      class="page"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <PageHeader
        title={account === null ? 'New account' : 'Edit account'}
        {...(account !== null && { subtitle: account.name })}
        onBack={guard.leave}
        keepFocus={account === null}
      />
      <main class="scroll form">
        {account === null && (
          <ImportSection
            offer={offer}
            takeOver={values.takeOver}
            onOffer={onOffer}
            onTakeOver={(takeOver) => change({ takeOver })}
          />
        )}
        <div class="fields">
          <TextField
            id="name"
            label="Name"
            hint="Only you see it, for example “Work”."
            maxLength={60}
            value={values.name}
            error={errors.name}
            onInput={(name) => change({ name })}
          />
          <TextField
            id="clientId"
            label="Client ID"
            code
            value={values.clientId}
            error={errors.clientId}
            onInput={(clientId) => change({ clientId })}
          />
          <SecretField
            id="clientSecret"
            values={values}
            importedFrom={offer === null ? null : offerSource(offer)}
            error={errors.clientSecret}
            onChange={change}
          />
          <TextField
            id="redirectUri"
            label="Callback URL"
            code
            hint="Exactly as it is registered in the developer console."
            value={values.redirectUri}
            error={errors.redirectUri}
            onInput={(redirectUri) => change({ redirectUri })}
          />
          <ScopesField
            id="scopes"
            value={values.scopes}
            changed={account !== null && parseScopes(values.scopes).join(' ') !== account.scopes.join(' ')}
            error={errors.scopes}
            onInput={(scopes) => change({ scopes })}
          />
          {account !== null && (
            <RenewalFields
              values={values}
              defaultBufferMinutes={snapshot.settings.bufferMinutes}
              onChange={change}
            />
          )}
          <AdvancedFields values={values} errors={errors} onChange={change} />
        </div>
      </main>
      <footer class="action-bar">
        {form.failure !== null && <FailureCallout title="Not saved" failure={form.failure} />}
        <div class="action-bar-row">
          <Button onClick={guard.leave}>Cancel</Button>
          <Button variant="primary" submit busy={form.saving}>
            {account !== null ? 'Save' : values.takeOver ? 'Save and take over' : 'Save and sign in'}
          </Button>
        </div>
      </footer>
      {guard.asking && (
        <ConfirmDialog
          title="Discard what you entered?"
          confirmLabel="Discard"
          cancelLabel="Keep editing"
          danger
          onConfirm={() => {
            form.discard()
            done()
          }}
          onCancel={guard.stay}
        >
          <p>It has not been saved.</p>
        </ConfirmDialog>
      )}
      {blanking && <BlankTokenDialog fileName={offer?.fileName ?? '.env'} onDone={finish} />}
    </form>
  )
}
