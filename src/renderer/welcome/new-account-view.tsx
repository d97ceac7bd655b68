import type { AppSnapshot } from '../../shared/snapshot.ts'
import { PageHeader } from '../parts/page-header.tsx'
import { navigate } from '../state/route.ts'
import { beginAccount } from './begin-account.ts'
import { KindChoices } from './kind-choices.tsx'
import './new-account-view.css'
import '../form/account-form-view.css'

export interface NewAccountViewProps {
  readonly snapshot: AppSnapshot
  readonly hasJiraApp: boolean
}

/** Asks which kind of account to add. */
export function NewAccountView({ snapshot, hasJiraApp }: NewAccountViewProps) {
  return (
    <div class="page">
      <PageHeader title="New account" />
      <main class="scroll form">
        <p class="kinds-question">What do you want to connect?</p>
        <KindChoices
          hasJiraApp={hasJiraApp}
          onChoose={(kind, preset) => navigate(beginAccount(kind, snapshot, hasJiraApp, preset))}
        />
      </main>
    </div>
  )
}
