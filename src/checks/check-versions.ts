import { ok, warning } from '../shared/finding.ts'
import type { Finding } from '../shared/local-api.ts'

/** `engines` in package.json. */
const minNode = [20, 19] as const

export interface Versions {
  /** Of `jira-token` itself. */
  readonly cli: string
  readonly node: string
  /** Of the owner; null: there is none. */
  readonly owner: string | null
  /** What the owner runs on; null: not told. */
  readonly runtime: string | null
}

/** Whether the parts fit together. */
export function checkVersions({ cli, node, owner, runtime }: Versions): Finding {
  const subject = { name: 'versions', account: null }
  const [major = 0, minor = 0] = node.split('.').map(Number)
  const ownerText = owner === null ? '' : `; owner ${owner}${runtime === null ? '' : ` on ${runtime}`}`
  const text = `jira-token ${cli} on Node ${node}${ownerText}`
  if (major < minNode[0] || (major === minNode[0] && minor < minNode[1]))
    return warning(subject, text, `Use Node ${minNode.join('.')} or newer.`)
  if (owner !== null && owner !== cli)
    return warning(subject, text, 'They differ: update the older one, and start the owner again.')
  return ok(subject, text)
}
