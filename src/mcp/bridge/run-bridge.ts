import type { Readable, Writable } from 'node:stream'
import type { ConnectionOptions } from '../../client/ask-owner.ts'
import { authorizeUpstream } from './authorized-upstream.ts'
import { createBridge } from './bridge.ts'
import { createCloudIdSource, type CloudIdSource } from './cloud-id.ts'
import { findAccount } from './find-account.ts'
import { createLineWriter, readLines } from './stdio-frames.ts'
import { createTokenSource } from './token-source.ts'
import { openUpstream } from './upstream.ts'

export interface BridgeOptions {
  /** Where the server is; must pass `isSafeUrl`. */
  readonly url: string
  /** A name or an id; null: the account of this server, else the default one. */
  readonly account: string | null
  /** The site to name in `X-Atlassian-Cloud-Id`: an id, `auto` for the account's first one, `none`. */
  readonly cloudId: string
  /** More headers for every request, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly connection: ConnectionOptions
  readonly input: Readable
  readonly output: Writable
  /** Takes messages for people. */
  note(text: string): void
  /** Resolves when the bridge shall end although the client is still there. */
  readonly stop: Promise<void>
}

function cloudIdSource(cloudId: string, connection: ConnectionOptions): CloudIdSource | null {
  if (cloudId === 'none') return null
  return cloudId === 'auto' ? createCloudIdSource(connection) : () => Promise.resolve(cloudId)
}

/** The bridge of `jira-token mcp`: runs until the client hangs up. */
export async function runBridge(options: BridgeOptions): Promise<void> {
  const { connection, headers, note } = options
  const { account, url } = options
  const tokens = createTokenSource(connection, () =>
    account === null ? findAccount(connection, url, note) : Promise.resolve(account),
  )
  // asked for while the client gets ready; what goes wrong, the first message will tell
  void tokens.current().catch(() => undefined)
  const upstream = await openUpstream(new URL(options.url))
  const retryNow = new AbortController()
  const hurried = new Promise<void>((resolve) =>
    retryNow.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  void options.stop.then(() => retryNow.abort())
  const bridge = createBridge({
    upstream: authorizeUpstream({
      upstream,
      tokens,
      getCloudId: cloudIdSource(options.cloudId, connection),
      headers,
    }),
    write: createLineWriter(options.output, () => retryNow.abort()),
    note,
  })
  await Promise.race([readLines(options.input, bridge.take), hurried])
  await bridge.end(retryNow.signal)
  upstream.close()
}
