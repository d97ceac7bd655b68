import type { AppSnapshot } from '../../shared/snapshot.ts'
import { PageHeader } from '../parts/page-header.tsx'
import { navigate } from '../state/route.ts'
import { beginAccount } from './begin-account.ts'
import { KindChoices } from './kind-choices.tsx'

/** Asks which kind of account to add. */
export function NewAccountView({ snapshot }: { readonly snapshot: AppSnapshot }) {
  return (
    <div class="page">
      <PageHeader title="New account" />
      <main class="scroll form">
        <p class="kinds-question">What do you want to connect?</p>
        <KindChoices onChoose={(kind) => navigate(beginAccount(kind, snapshot))} />
      </main>
    </div>
  )
}
