import { useEffect } from 'preact/hooks'
import { isDiscovered, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { ImportOffer } from '../../shared/ipc-contract.ts'
import type { AccountSnapshot, AppSnapshot } from '../../shared/snapshot.ts'
import { ConfirmDialog } from '../parts/confirm-dialog.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { navigate, type EditedField } from '../state/route.ts'
import { AccountFields } from './account-fields.tsx'
import { BlankTokenDialog } from './blank-token-dialog.tsx'
import { FormActions } from './form-actions.tsx'
import { ImportSection } from './import-section.tsx'
import { offerSource } from './offer-text.ts'
import { SyncFailedDialog } from './sync-failed-dialog.tsx'
import { TrustDialog } from './trust-dialog.tsx'
import { useAccountForm, type AccountFormState } from './use-account-form.ts'
import { useDiscovery } from './use-discovery.ts'
import { useLeaveGuard } from './use-leave-guard.ts'
import { useSubmit } from './use-submit.ts'
import './account-form-view.css'

/** What the user has to do elsewhere first. */
const preparations: Readonly<Partial<Record<AccountKind, string>>> = {
  'jira-data-center':
    'First, a Jira administrator creates an application link: Administration › Applications › Application links › Create link › External application › Incoming, with the callback URL below.',
  'service-account':
    'First, an organization admin creates the credential: Atlassian Administration › Directory › Service accounts › your account › Create credentials › OAuth 2.0.',
}

export interface AccountFormViewProps {
  /** null creates a new account. */
  readonly account: AccountSnapshot | null
  /** For a new account. */
  readonly kind?: AccountKind
  /** The server's URL, if a new account is for a known server. */
  readonly url?: string | null
  readonly snapshot: AppSnapshot
  readonly offer: ImportOffer | null
  readonly onOffer: (offer: ImportOffer | null) => void
  /** The field to change, of an existing account. */
  readonly field?: EditedField
}

/** Other programs' settings are for Jira Cloud. */
const isImportable = (kind: AccountKind): boolean =>
  kindTraits[kind].address === null && kindTraits[kind].signsIn

interface IntroductionProps {
  readonly kind: AccountKind
  readonly url: string | null
  readonly offer: ImportOffer | null
  readonly form: AccountFormState
  readonly onOffer: (offer: ImportOffer) => void
}

/** What comes before the fields of a new account: an import, or what to do elsewhere first. */
function Introduction({ kind, url, offer, form, onOffer }: IntroductionProps) {
  return (
    <>
      {isImportable(kind) && (
        <ImportSection
          offer={offer}
          importSignIn={form.values.importSignIn}
          syncFile={form.values.syncFile}
          onOffer={onOffer}
          onChange={form.change}
        />
      )}
      {isDiscovered(kind) && form.values.issuer === null && (
        <p class="field-hint">
          {url === null
            ? 'Enter the URL that you would give an MCP client.'
            : 'Atlassian’s own MCP server. There is nothing to register: continue to see where you sign in.'}
        </p>
      )}
      {preparations[kind] !== undefined && <p class="field-hint">{preparations[kind]}</p>}
    </>
  )
}

interface DiscardDialogProps {
  readonly onDiscard: () => void
  readonly onKeep: () => void
}

function DiscardDialog({ onDiscard, onKeep }: DiscardDialogProps) {
  return (
    <ConfirmDialog
      title="Discard your changes?"
      confirmLabel="Discard"
      cancelLabel="Keep editing"
      danger
      onConfirm={onDiscard}
      onCancel={onKeep}
    >
      <p>They haven’t been saved.</p>
    </ConfirmDialog>
  )
}

/** The form for a new or existing account. */
export function AccountFormView(props: AccountFormViewProps) {
  const { account, snapshot, onOffer, url = null } = props
  const kind = account?.kind ?? props.kind ?? 'jira-cloud'
  const offer = account === null && isImportable(kind) ? props.offer : null
  const form = useAccountForm(account, kind, offer, url)
  const discovery = useDiscovery(account, form.values, form.change)
  const guard = useLeaveGuard(form.dirty)
  const done = () => navigate({ page: 'accounts' })
  const finish = () => {
    // the import was for this account, not for the next one
    onOffer(null)
    done()
  }
  const { submit, blanking, asking, answer, syncing } = useSubmit(form, discovery, offer, finish)
  const discard = () => {
    form.discard()
    done()
  }

  useEffect(() => {
    if (account === null) document.querySelector<HTMLElement>('.fields input')?.focus()
    else if (props.field !== undefined) document.getElementById(props.field)?.focus()
  }, [])

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
        title={account === null ? `New account: ${kindTraits[kind].label}` : 'Edit account'}
        {...(account !== null && { subtitle: account.name })}
        onBack={guard.leave}
        keepFocus={account === null || props.field !== undefined}
      />
      <main class="scroll form">
        {account === null && (
          <Introduction kind={kind} url={url} offer={offer} form={form} onOffer={onOffer} />
        )}
        <AccountFields
          account={account}
          values={form.values}
          errors={form.errors}
          discovery={discovery}
          importedFrom={offer === null ? null : offerSource(offer)}
          defaultBufferMinutes={snapshot.settings.bufferMinutes}
          onChange={form.change}
        />
      </main>
      <FormActions form={form} discovery={discovery} onCancel={guard.leave} />
      {guard.asking && <DiscardDialog onDiscard={discard} onKeep={guard.stay} />}
      {asking && discovery.facts !== null && (
        <TrustDialog
          facts={discovery.facts}
          onTrust={() => void answer(true)}
          onCancel={() => void answer(false)}
        />
      )}
      {syncing !== null && <SyncFailedDialog fileName={offer?.fileName ?? '.env'} syncing={syncing} />}
      {blanking && <BlankTokenDialog fileName={offer?.fileName ?? '.env'} onDone={finish} />}
    </form>
  )
}
