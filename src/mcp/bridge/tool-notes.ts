import type { Message } from './message.ts'

/** A parameter that the server wants in a header too. Source: MCP 2026-07-28, "Streamable HTTP", `x-mcp-header`. */
export interface HeaderParam {
  readonly header: string
  readonly path: readonly string[]
}

export interface ToolNote {
  /** Calling it twice does no more than calling it once. */
  readonly isRepeatable: boolean
  readonly headerParams: readonly HeaderParam[]
}

/** What the lists of tools that passed by say about each tool. */
export interface ToolNotes {
  take(listAnswer: Message): void
  of(name: string): ToolNote | null
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/** RFC 9110 section 5.1. */
const fieldName = /^[\w!#$%&'*+.^`|~-]+$/

function headerParamsIn(schema: Fields, path: readonly string[] = []): HeaderParam[] {
  return Object.entries(fieldsOf(schema['properties'])).flatMap(([name, value]) => {
    const property = fieldsOf(value)
    const header = property['x-mcp-header']
    const here = [...path, name]
    const mine = typeof header === 'string' && fieldName.test(header) ? [{ header, path: here }] : []
    return [...mine, ...headerParamsIn(property, here)]
  })
}

function noteOf(tool: Fields): ToolNote {
  const annotations = fieldsOf(tool['annotations'])
  return {
    isRepeatable: annotations['readOnlyHint'] === true || annotations['idempotentHint'] === true,
    headerParams: headerParamsIn(fieldsOf(tool['inputSchema'])),
  }
}

export function createToolNotes(): ToolNotes {
  const notes = new Map<string, ToolNote>()
  return {
    take: ({ result }) => {
      const tools: unknown = result?.['tools']
      if (!Array.isArray(tools)) return
      for (const tool of tools.filter(isFields)) {
        const { name } = tool
        if (typeof name === 'string') notes.set(name, noteOf(tool))
      }
    },
    of: (name) => notes.get(name) ?? null,
  }
}
