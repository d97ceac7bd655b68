import { headerParams, type HeaderParam } from './header-params.ts'
import { type Frame, type Message, textAt, type Request } from './message.ts'

interface ToolNote {
  /** Calling it twice has the same effect as calling it once. */
  readonly isRepeatable: boolean
  readonly headerParams: readonly HeaderParam[]
}

/** What the bridge knows about each tool, from the tool lists it relayed. */
export interface ToolNotes {
  /** Returns the names of listed tools that can't be called over HTTP as of protocol version 2026-07-28. */
  take(listAnswer: Message): readonly string[]
  of(name: string): ToolNote | null
}

interface Tool {
  readonly name?: unknown
  readonly annotations?: { readonly readOnlyHint?: unknown; readonly idempotentHint?: unknown }
  readonly inputSchema?: unknown
}

const toolsIn = ({ result }: Message): Tool[] => {
  const tools: unknown = result?.['tools']
  const isTool = (value: unknown): value is Tool => typeof value === 'object' && value !== null
  return Array.isArray(tools) ? tools.filter(isTool) : []
}

export function createToolNotes(): ToolNotes {
  const notes = new Map<string, ToolNote>()
  return {
    take: (listAnswer) =>
      toolsIn(listAnswer).flatMap(({ name, annotations, inputSchema }) => {
        if (typeof name !== 'string') return []
        const params = headerParams(inputSchema)
        notes.set(name, {
          isRepeatable: annotations?.readOnlyHint === true || annotations?.idempotentHint === true,
          headerParams: params ?? [],
        })
        return params === null ? [name] : []
      }),
    of: (name) => notes.get(name) ?? null,
  }
}

/** The list without these tools. Source: MCP 2026-07-28, "Streamable HTTP": clients must exclude them. */
export function withoutTools({ messages }: Frame, names: readonly string[]): Frame {
  const kept = messages.map((message) => ({
    ...message,
    result: {
      ...message.result,
      tools: toolsIn(message).filter(({ name }) => !names.includes(String(name))),
    },
  }))
  return { messages: kept, text: JSON.stringify(kept[0]) }
}

/** Methods that only read, or whose repetition has no further effect. */
const readers =
  /^(initialize|ping|server\/discover|subscriptions\/listen|(tools|resources|prompts|tasks|roots)\/(list|read|get|result|cancel)|resources\/(templates\/list|subscribe|unsubscribe)|completion\/complete|logging\/setLevel)$/

/** Whether a request may be resent when it is unknown whether the server has acted on it. */
export function isRepeatable({ method, params }: Request, tools: ToolNotes): boolean {
  if (method === 'tools/call') return tools.of(textAt(params, 'name') ?? '')?.isRepeatable === true
  return readers.test(method)
}
