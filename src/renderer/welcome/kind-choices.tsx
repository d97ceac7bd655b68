import { accountKinds, isDiscovered, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import { atlassianMcp, type ServerPreset } from '../../shared/atlassian-mcp.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import './kind-choices.css'

const icons: Readonly<Record<AccountKind, IconName>> = {
  'jira-cloud': 'cloud',
  'mcp-server': 'plug',
  'jira-data-center': 'server',
  'service-account': 'key',
}

/** What most people need; the others have smaller cards, so that all fit in the window. */
const firstKinds: readonly AccountKind[] = ['jira-cloud', 'mcp-server']

/** The order of the cards: what needs nothing to register first, unless a registered Jira app was found. */
export function orderKinds(hasJiraApp: boolean): readonly AccountKind[] {
  const isFirst = (kind: AccountKind) => kind === (hasJiraApp ? 'jira-cloud' : 'mcp-server')
  return accountKinds.toSorted((one, other) => Number(isFirst(other)) - Number(isFirst(one)))
}

export interface KindChoicesProps {
  /** Whether the settings of a Jira app were found. */
  readonly hasJiraApp: boolean
  readonly onChoose: (kind: AccountKind, preset?: ServerPreset) => void
}

/** The account kinds to choose from. */
export function KindChoices({ hasJiraApp, onChoose }: KindChoicesProps) {
  return (
    <ul class="kinds" aria-label="Account types">
      {orderKinds(hasJiraApp).map((kind) => {
        const { use, purpose } = kindTraits[kind]
        return (
          <li key={kind} class={firstKinds.includes(kind) ? 'kind-card' : 'kind-card kind-card-small'}>
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
            {isDiscovered(kind) && (
              <button type="button" class="kind" onClick={() => onChoose(kind, atlassianMcp.preset)}>
                <span class="kind-text">{atlassianMcp.label}</span>
                <Icon name="chevron" size={16} />
              </button>
            )}
          </li>
        )
      })}
    </ul>
  )
}
