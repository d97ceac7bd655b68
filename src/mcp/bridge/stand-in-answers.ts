import type { BridgeError } from './bridge-error.ts'
import { textAt, type Message, type Request } from './message.ts'

/** The version to answer a client that names none. */
const usualVersion = '2025-11-25'

/** Larger answers are not remembered. */
const maxChars = 1024 * 1024

type Result = Readonly<Record<string, unknown>>

/** The lists that clients ask for, and where their items are. Source: MCP, "Tools", "Prompts", and "Resources". */
const lists: Readonly<Record<string, string>> = {
  'tools/list': 'tools',
  'prompts/list': 'prompts',
  'resources/list': 'resources',
  'resources/templates/list': 'resourceTemplates',
}

/** Capabilities with lists, each with a notification that they changed. */
const changeable = ['tools', 'prompts', 'resources']

/** Requests that need no answer from the server until there is a session; see `Session.noteState`. */
const stateRequests = /^(logging\/setLevel|resources\/(un)?subscribe)$/

const signInTool = 'sign_in'

/** What a server has answered, without anything secret. */
interface Remembered {
  /** The protocol version that the client asked for. */
  readonly requested: string
  readonly initialize: Result
  /** The items of each list, by method. */
  readonly lists: Readonly<Record<string, readonly unknown[]>>
}

/** Keeps one text between starts. Methods never reject. */
export interface AnswerFile {
  /** null if there is none. */
  read(): Promise<string | null>
  write(text: string): Promise<void>
}

/**
 * Answers for a client that starts while the server can't answer, because most clients neither show an error of
 * `initialize` nor connect again later: what the server answered last time, or a single tool that says what to do.
 */
export interface StandInAnswers {
  /** Remembers what the server answered. */
  take(request: Request, message: Message): void
  /** The result for a request while there is no session; null if only the server can answer it. */
  answer(request: Request, problem: BridgeError): Promise<Result | null>
  /** Whether waiting for the server is worth more than our answer: to us, only lists that we know are as good. */
  isWorthWaiting(request: Request, problem: BridgeError): boolean
  /** The result for a call of our own tool after the client has connected; null if it is the server's call. */
  answerOwnTool(request: Request): Result | null
  /** The notifications for a client that got our answers, once the server's are available. */
  changes(): readonly string[]
  /** Resolves when everything is saved. */
  saved(): Promise<void>
}

const isObject = (value: unknown): value is Result =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseRemembered(text: string | null): Remembered | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    if (!isObject(value) || typeof value['requested'] !== 'string') return null
    if (!isObject(value['initialize']) || !isObject(value['lists'])) return null
    const areLists = Object.values(value['lists']).every(Array.isArray)
    return areLists ? (value as unknown as Remembered) : null
  } catch {
    return null
  }
}

/** These capabilities, with a notification for each list: the lists will change. */
function withChanges(capabilities: unknown): Result {
  const given = isObject(capabilities) ? capabilities : {}
  const named = changeable.filter((name) => name === 'tools' || isObject(given[name]))
  const changing = named.map((name) => [name, { ...(given[name] as Result), listChanged: true }])
  return { ...given, ...(Object.fromEntries(changing) as Result) }
}

const said = (text: string, isError = false): Result => ({
  content: [{ type: 'text', text }],
  ...(isError && { isError }),
})

const noRestart = 'You don’t need to restart.'

/** What happened and what to do; the bridge itself keeps trying. */
function toAdvice({ message }: BridgeError): string {
  return message.endsWith(noRestart) ? message : `${message} Try again later. ${noRestart}`
}

const toolFor = (host: string, problem: BridgeError) => ({
  name: signInTool,
  title: 'Sign in',
  description: `The tools of ${host} are not available yet. ${toAdvice(problem)} This tool checks again and says what to do.`,
  inputSchema: { type: 'object', properties: {} },
  annotations: { readOnlyHint: true },
})

/** @param host the server's, for texts */
export function createStandInAnswers(host: string, file: AnswerFile): StandInAnswers {
  let known: Remembered | null = null
  let savedText: string | null = null
  /** Everything happens in order, after the file is read. */
  let queue: Promise<void> | null = null
  let told: Result = {}
  let hasOwnTool = false

  const enqueue = (act: () => void | Promise<void>): Promise<void> => {
    queue ??= file.read().then((text) => {
      savedText = text
      known = parseRemembered(text)
    })
    queue = queue.then(act)
    return queue
  }

  const save = async (): Promise<void> => {
    const text = JSON.stringify(known)
    if (text === savedText || text.length > maxChars) return
    savedText = text
    await file.write(text)
  }

  const remember = ({ method, params }: Request, result: Result): void => {
    if (method === 'initialize') {
      const requested = textAt(params, 'protocolVersion') ?? usualVersion
      known = { requested, initialize: result, lists: known?.lists ?? {} }
    }
    const items = result[lists[method] ?? '']
    if (known === null || !Array.isArray(items)) return
    const others = Object.fromEntries(Object.entries(known.lists).filter(([name]) => name !== method))
    const before = params['cursor'] === undefined ? [] : known.lists[method]
    const all = [...(before ?? []), ...(items as unknown[])]
    // a server may have pages without end; no part of a list counts as the list
    const isUsable = before !== undefined && JSON.stringify(all).length <= maxChars
    known = { ...known, lists: isUsable ? { ...others, [method]: all } : others }
  }

  const initialize = (params: Request['params'], problem: BridgeError): Result => {
    const requested = textAt(params, 'protocolVersion') ?? usualVersion
    const remembered = known?.initialize ?? {
      serverInfo: { name: host, version: '0' },
      instructions: `Not connected yet: ${toAdvice(problem)}`,
    }
    return {
      ...remembered,
      // another client may have negotiated one that this client doesn't know
      protocolVersion: known?.requested === requested ? known.initialize['protocolVersion'] : requested,
      capabilities: withChanges(known?.initialize['capabilities']),
    }
  }

  const answerNow = ({ method, params }: Request, problem: BridgeError): Result | null => {
    if (method === 'initialize') return (told = initialize(params, problem))
    if (method === 'ping' || stateRequests.test(method)) return {}
    if (method === 'tools/call') return said(toAdvice(problem), true)
    const key = lists[method]
    if (key === undefined) return null
    const items = known?.lists[method]
    if (items !== undefined || key !== 'tools') return { [key]: items ?? [] }
    hasOwnTool = true
    return { tools: [toolFor(host, problem)] }
  }

  return {
    take: (request, { result }) => {
      if (result === undefined || (request.method !== 'initialize' && lists[request.method] === undefined))
        return
      void enqueue(() => {
        remember(request, result)
        return save().catch(() => undefined)
      })
    },
    answer: async (request, problem) => {
      await enqueue(() => undefined)
      return answerNow(request, problem)
    },
    isWorthWaiting: ({ method }, { code }) =>
      method === 'tools/list'
        ? // it may only be slow, and some clients never list again
          known?.lists[method] === undefined && code === 'timedOut'
        : lists[method] === undefined && method !== 'ping' && !stateRequests.test(method),
    answerOwnTool: ({ method, params }) => {
      const isOwn = hasOwnTool && method === 'tools/call' && params['name'] === signInTool
      const isServers = known?.lists['tools/list']?.some((tool) => textAt(tool, 'name') === signInTool)
      return isOwn && isServers !== true
        ? // some clients list tools only once
          said(
            `Connected to ${host}. Its tools are available now: list them again, or start a new conversation if you don’t see them.`,
          )
        : null
    },
    changes: () => {
      const capabilities = withChanges(told['capabilities'])
      return changeable
        .filter((name) => isObject(capabilities[name]))
        .map((name) => JSON.stringify({ jsonrpc: '2.0', method: `notifications/${name}/list_changed` }))
    },
    saved: async () => {
      await queue
    },
  }
}
