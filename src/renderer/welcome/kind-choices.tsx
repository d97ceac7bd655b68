import { accountKinds, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import { Icon, type IconName } from '../parts/icon.tsx'

const icons: Readonly<Record<AccountKind, IconName>> = {
  'jira-cloud': 'cloud',
  'mcp-server': 'plug',
  'jira-data-center': 'server',
  'service-account': 'key',
}

/** The account kinds to choose from. */
export function KindChoices({ onChoose }: { readonly onChoose: (kind: AccountKind) => void }) {
  return (
    <ul class="kinds" aria-label="Account types">
      {accountKinds.map((kind) => {
        const { use, purpose } = kindTraits[kind]
        return (
          <li key={kind}>
            <button type="button" class="kind" onClick={() => onChoose(kind)}>
              <span class="kind-icon">
                <Icon name={icons[kind]} size={20} />
              </span>
              <span class="kind-text">
                <span class="kind-label">{use}</span>
                <span class="kind-purpose">{purpose}</span>
              </span>
              <Icon name="chevron" size={16} />
            </button>
          </li>
        )
      })}
    </ul>
  )
}
