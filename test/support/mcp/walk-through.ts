import { Client, type Transport } from '@modelcontextprotocol/client'
import { maxWaitMs, until } from '../../../scripts/harness/until.ts'

type Json = Record<string, unknown>

/** A message and its sender. */
type Line = readonly ['client' | 'server', Json]

/** Everything that differs between runs; the text with the time also appears in base64. */
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const time = /UmVzb3VyY2Ug[\w+/]*=*|\d{4}-\d\d-\d\dT[\d:.]+Z|\d{1,2}:\d\d:\d\d [AP]M/g
/** The level of simulated log messages is random. */
const lot = /"level":"\w+","data":"\w+[ -]level[ -]message/g

/** Records everything that passes through a transport without changing it. */
function recorded(transport: Transport, lines: Line[]): Transport {
  const send = transport.send.bind(transport)
  transport.send = (message, options) => {
    lines.push(['client', message])
    return send(message, options)
  }
  let onmessage: Transport['onmessage']
  Object.defineProperty(transport, 'onmessage', {
    get: () => onmessage,
    set: (listener: Transport['onmessage']) => {
      onmessage = (message, extra) => {
        lines.push(['server', message])
        listener?.(message, extra)
      }
    },
  })
  return transport
}

const longOperation = { name: 'trigger-long-running-operation', arguments: { duration: 0.4, steps: 4 } }

/** How to call each tool; tools not listed are called without arguments. */
const toolArguments: Readonly<Record<string, Json>> = {
  echo: { message: 'Grüße, 世界\n"quoted"\u2028' },
  'get-annotated-message': { messageType: 'error', includeImage: true },
  'get-structured-content': { location: 'New York' },
  'get-sum': { a: 1, b: 2 },
  'gzip-file-as-resource': { name: 'a.gz', data: 'data:text/plain,hello' },
  'simulate-research-query': { topic: 'relays' },
  'trigger-long-running-operation': longOperation.arguments,
  'trigger-sampling-request': { prompt: 'hello' },
  'trigger-sampling-request-async': { prompt: 'hello' },
  'trigger-url-elicitation': { url: 'https://example.com/', elicitationId: 'e-1' },
}

function newClient(): Client {
  const client = new Client(
    { name: 'walk-through', version: '1' },
    {
      capabilities: {
        sampling: {},
        elicitation: { form: {}, url: {} },
        roots: { listChanged: true },
      },
    },
  )
  client.setRequestHandler('sampling/createMessage', () => ({
    model: 'test',
    role: 'assistant' as const,
    content: { type: 'text' as const, text: 'sampled' },
  }))
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept' as const,
    content: { name: 'Ada', integer: 7 },
  }))
  client.setRequestHandler('roots/list', () => ({ roots: [{ uri: 'file:///work', name: 'work' }] }))
  return client
}

/** Cancels a call after its first progress message; resolves with its ID. */
async function cancelACall(client: Client, lines: Line[]): Promise<unknown> {
  const abort = new AbortController()
  const from = lines.length
  await client
    .callTool(
      { ...longOperation, arguments: { duration: 3, steps: 30 } },
      { signal: abort.signal, onprogress: () => abort.abort('enough') },
    )
    .catch(() => undefined)
  return lines.slice(from).find(([, message]) => message['method'] === 'tools/call')?.[1]['id']
}

const wasSent = (lines: readonly Line[], text: string) => () =>
  lines.some(([, message]) => JSON.stringify(message).includes(text))

/** How long the server's question may take; only a slow machine needs more than one try. */
const rootsMs = 5000

/** After this long, a bridge answers the handshake in the server's place, with other messages. */
const standInMs = 5000

interface Connection {
  readonly client: Client
  /** Every message so far, in either direction. */
  readonly lines: Line[]
}

/**
 * Connects until the server has asked for the roots. It does that 350 ms after the handshake, over a stream that the client
 * has to have opened by then: otherwise the question is lost.
 */
async function connect(
  newTransport: () => Transport,
  restartServer: () => Promise<void>,
): Promise<Connection> {
  for (let attempt = 1; ; attempt += 1) {
    const lines: Line[] = []
    const client = newClient()
    const begunMs = performance.now()
    await client.connect(recorded(newTransport(), lines), { timeout: maxWaitMs })
    try {
      if (performance.now() - begunMs > standInMs && attempt < 10) throw new Error('the server was too slow')
      await until('the server has the roots', wasSent(lines, 'file:///work'), Boolean, rootsMs)
      return { client, lines }
    } catch (error) {
      await client.close()
      if (attempt === 10) throw error
      await restartServer()
    }
  }
}

/** Uses everything that server-everything offers. */
async function useEverything({ client, lines }: Connection): Promise<unknown> {
  await client.setLoggingLevel('debug')
  await client.ping()
  const { tools } = await client.listTools()
  // toggles are switched off again, because they would keep sending messages at intervals
  const names = tools.flatMap(({ name }) => (name.startsWith('toggle-') ? [name, name] : [name]))
  for (const name of names)
    await client
      .callTool({ name, arguments: toolArguments[name] ?? {} }, { onprogress: () => undefined })
      .catch(() => undefined)
  await client.callTool({ name: 'no-such-tool', arguments: {} }).catch(() => undefined)
  const { resources } = await client.listResources()
  await client.listResourceTemplates()
  const dynamic = ['demo://resource/dynamic/blob/2', 'demo://resource/dynamic/text/1', 'demo://nowhere']
  for (const uri of [...resources.map((resource) => resource.uri), ...dynamic])
    await client.readResource({ uri }).catch(() => undefined)
  await client.subscribeResource({ uri: 'demo://resource/dynamic/text/1' })
  await client.unsubscribeResource({ uri: 'demo://resource/dynamic/text/1' })
  await client.listPrompts()
  await client.getPrompt({ name: 'simple-prompt' })
  await client.getPrompt({ name: 'args-prompt', arguments: { city: 'Turin', state: 'TO' } })
  await client.getPrompt({
    name: 'resource-prompt',
    arguments: { resourceType: 'Text', resourceId: '1' },
  })
  await client.complete({
    ref: { type: 'ref/prompt', name: 'completable-prompt' },
    argument: { name: 'department', value: 'E' },
  })
  await client.sendRootsListChanged()
  await until('a log message has arrived', wasSent(lines, 'notifications/message'), Boolean)
  return cancelACall(client, lines)
}

/** After this long without a message, no more will come; longer on slow machines. */
const quietMs = 700

/**
 * Connects a client, uses all tools, resources, prompts, progress, cancellation, sampling, elicitation, roots, and log
 * messages, and returns every message sent in either direction: sorted, because there is no order between streams.
 */
export async function walkThrough(
  newTransport: () => Transport,
  restartServer: () => Promise<void>,
): Promise<string[]> {
  const connection = await connect(newTransport, restartServer)
  const { client, lines } = connection
  const begunMs = performance.now()
  const cancelledId = await useEverything(connection)
  const waitMs = Math.max(quietMs, (performance.now() - begunMs) / 10)
  for (let count = -1; count !== lines.length;) {
    count = lines.length
    await new Promise((resolve) => setTimeout(resolve, waitMs))
  }
  await client.close()

  const isLate = ([, message]: Line) => {
    const params = message['params'] as Json | undefined
    return message['method'] === 'notifications/progress' && params?.['progressToken'] === cancelledId
  }
  return lines
    .filter((line) => !isLate(line))
    .map(([who, { id, ...message }]) => {
      // the server counts its own requests, in the order of its streams
      const isServers = (who === 'server') === 'method' in message
      const text = JSON.stringify({ ...message, id: isServers && id !== undefined ? 'of the server' : id })
      return `${who} ${text.replaceAll(uuid, 'UUID').replaceAll(time, 'TIME').replaceAll(lot, 'LOT')}`
    })
    .toSorted()
}
