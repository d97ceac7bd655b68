import type { Readable, Writable } from 'node:stream'
import { askOwner, type ConnectionOptions } from '../../client/ask-owner.ts'
import { authorizeUpstream } from './authorized-upstream.ts'
import { createAnswerFile } from './answer-file.ts'
import { createBridge } from './bridge.ts'
import { createCloudIdSource, type CloudIdSource } from './cloud-id.ts'
import { findAccount } from './find-account.ts'
import { maxMessageBytes } from './refusals.ts'
import { createStandInAnswers } from './stand-in-answers.ts'
import { createLineWriter, readLines } from './stdio-frames.ts'
import { createTokenSource } from './token-source.ts'
import { openUpstream } from './upstream.ts'

export interface BridgeOptions {
  /** The server's URL; must pass `isSafeUrl`. */
  readonly url: string
  /** A name or id; null: the account of this server, or else the default account. */
  readonly account: string | null
  /** The site for `X-Atlassian-Cloud-Id`: an id, `auto` for the account's first site, or `none`. */
  readonly cloudId: string
  /** Extra headers for every request, with lowercase names. */
  readonly headers: Readonly<Record<string, string>>
  readonly connection: ConnectionOptions
  /**
   * The folder for what servers answered, so that a client can start when the server can't answer; null: such a client gets
   * the error.
   */
  readonly answersFolder: string | null
  readonly input: Readable
  readonly output: Writable
  /** Writes messages for people. */
  note(text: string): void
  /** Resolves when the bridge should end before the client disconnects. */
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
  // get a token while the client starts; the first message will report any error
  void tokens.current().catch(() => undefined)
  const upstream = await openUpstream(new URL(url), {
    environment: connection.environment,
    askCaFile: async () => (await askOwner(connection, 'status')).caFile ?? null,
  })
  const { answersFolder, cloudId } = options
  const answers =
    answersFolder === null
      ? null
      : createStandInAnswers(
          upstream.url.host,
          createAnswerFile(answersFolder, [url, account ?? '', cloudId]),
        )
  const exitNow = new AbortController()
  const exitRequested = new Promise<void>((resolve) =>
    exitNow.signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  void options.stop.then(() => exitNow.abort())
  const bridge = createBridge({
    upstream: authorizeUpstream({
      upstream,
      tokens,
      getCloudId: cloudIdSource(cloudId, connection),
      headers,
    }),
    answers,
    write: createLineWriter(options.output, () => exitNow.abort()),
    note,
  })
  await Promise.race([
    readLines(options.input, {
      onLine: bridge.take,
      maxBytes: maxMessageBytes,
      onTooLong: bridge.refuse,
    }),
    exitRequested,
  ])
  await bridge.end(exitNow.signal)
  upstream.close()
}
