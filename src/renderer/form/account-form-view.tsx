import { useEffect, useState } from 'preact/hooks'
import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot, AppSnapshot } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { navigate } from '../state/route.ts'
import { AccountFields } from './account-fields.tsx'
import { BlankTokenDialog } from './blank-token-dialog.tsx'
import { missingFields } from './field-errors.ts'
import { ImportSection } from './import-section.tsx'
import { offerSource } from './offer-text.ts'
import { useAccountForm } from './use-account-form.ts'
import { useDiscovery } from './use-discovery.ts'
import { useLeaveGuard } from './use-leave-guard.ts'

/** What the user has to do elsewhere first. */
const preparations: Readonly<Partial<Record<AccountKind, string>>> = {
  'jira-data-center':
    'First, a Jira administrator creates an application link: Administration › Applications › Application links › Create link › External application › Incoming, with the callback URL below.',
}

export interface AccountFormViewProps {
  /** null creates a new account. */
  readonly account: AccountSnapshot | null
  /** For a new account. */
  readonly kind?: AccountKind
  readonly snapshot: AppSnapshot
  readonly offer: ImportOffer | null
  readonly onOffer: (offer: ImportOffer | null) => void
}

/** The form for a new or existing account. */
export function AccountFormView(props: AccountFormViewProps) {
  const { account, snapshot, onOffer } = props
  const kind = account?.kind ?? props.kind ?? 'jira-cloud'
  const { label, address } = kindTraits[kind]
  // other programs' settings are for Jira Cloud
  const isImportable = account === null && address === null
  const offer = isImportable ? props.offer : null
  const [blanking, setBlanking] = useState(false)
  const form = useAccountForm(account, kind, offer)
  const { values, errors, change } = form
  const discovery = useDiscovery(account, values, change)
  const guard = useLeaveGuard(form.dirty)
  const done = () => navigate({ page: 'accounts' })

  const finish = () => {
    // the import was for this account, not for the next one
    onOffer(null)
    done()
  }

  useEffect(() => {
    if (account === null) document.querySelector<HTMLElement>('.fields input')?.focus()
  }, [])

  const submit = async () => {
    const { apiUrl } = missingFields(values)
    if (apiUrl !== undefined) return form.mark({ apiUrl })
    if (discovery.isDue) return discovery.discover()
    if (discovery.facts?.registers === false && values.clientId.trim() === '')
      return form.mark({ clientId: 'The client ID is missing.' })
    const saved = await form.save()
    if (saved === null) return
    if (values.importRefreshToken && offer?.source === 'file') setBlanking(true)
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
        title={account === null ? `New account: ${label}` : 'Edit account'}
        {...(account !== null && { subtitle: account.name })}
        onBack={guard.leave}
        keepFocus={account === null}
      />
      <main class="scroll form">
        {isImportable && (
          <ImportSection
            offer={offer}
            importRefreshToken={values.importRefreshToken}
            onOffer={onOffer}
            onImportRefreshToken={(importRefreshToken) => change({ importRefreshToken })}
          />
        )}
        {account === null && preparations[kind] !== undefined && (
          <p class="field-hint">{preparations[kind]}</p>
        )}
        <AccountFields
          account={account}
          values={values}
          errors={errors}
          discovery={discovery}
          importedFrom={offer === null ? null : offerSource(offer)}
          defaultBufferMinutes={snapshot.settings.bufferMinutes}
          onChange={change}
        />
      </main>
      <footer class="action-bar">
        {discovery.failure !== null && <FailureCallout title="Can’t continue" failure={discovery.failure} />}
        {form.failure !== null && <FailureCallout title="Not saved" failure={form.failure} />}
        <div class="action-bar-row">
          <Button onClick={guard.leave}>Cancel</Button>
          <Button variant="primary" submit busy={form.saving || discovery.busy}>
            {discovery.isDue
              ? 'Continue'
              : account !== null
                ? 'Save'
                : values.importRefreshToken
                  ? 'Save and import'
                  : 'Save and sign in'}
          </Button>
        </div>
      </footer>
      {guard.asking && (
        <ConfirmDialog
          title="Discard your changes?"
          confirmLabel="Discard"
          cancelLabel="Keep editing"
          danger
          onConfirm={() => {
            form.discard()
            done()
          }}
          onCancel={guard.stay}
        >
          <p>They haven’t been saved.</p>
        </ConfirmDialog>
      )}
      {blanking && <BlankTokenDialog fileName={offer?.fileName ?? '.env'} onDone={finish} />}
    </form>
  )
}
