import { ok, warning } from '../shared/finding.ts'
import type { Finding } from '../shared/local-api.ts'

/** `engines` in package.json. */
const minNode = [20, 19] as const

export interface Versions {
  /** The version of `jira-token` itself. */
  readonly cli: string
  readonly node: string
  /** The owner's version; null when none answers. */
  readonly owner: string | null
  /** What the owner runs on; null when unknown. */
  readonly runtime: string | null
}

/** Whether the versions fit together. */
export function checkVersions({ cli, node, owner, runtime }: Versions): Finding {
  const subject = { name: 'versions', account: null }
  const [major = 0, minor = 0] = node.split('.').map(Number)
  const ownerText = owner === null ? '' : `; owner ${owner}${runtime === null ? '' : ` on ${runtime}`}`
  const text = `jira-token ${cli} on Node ${node}${ownerText}`
  if (major < minNode[0] || (major === minNode[0] && minor < minNode[1]))
    return warning(subject, text, `Use Node ${minNode.join('.')} or newer.`)
  if (owner !== null && owner !== cli)
    return warning(
      subject,
      text,
      'The versions differ. Update the older one, then restart the app or background agent.',
    )
  return ok(subject, text)
}
