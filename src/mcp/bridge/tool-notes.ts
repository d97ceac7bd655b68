import { headerParams, type HeaderParam } from './header-params.ts'
import type { Frame, Message } from './message.ts'

export interface ToolNote {
  /** Calling it twice does no more than calling it once. */
  readonly isRepeatable: boolean
  readonly headerParams: readonly HeaderParam[]
}

/** What the lists of tools that passed by say about each tool. */
export interface ToolNotes {
  /** The names of those in the list that can't be called over HTTP as of protocol version 2026-07-28. */
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
