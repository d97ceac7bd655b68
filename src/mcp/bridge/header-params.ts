/** A parameter that the server also wants in a header. Source: MCP 2026-07-28, "Streamable HTTP", `x-mcp-header`. */
export interface HeaderParam {
  readonly header: string
  readonly path: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

const annotation = 'x-mcp-header'

/** RFC 9110 section 5.1. */
const fieldName = /^[\w!#$%&'*+.^`|~-]+$/

const primitives = new Set<unknown>(['string', 'integer', 'boolean'])

/** The annotations that can be resolved to a value: those reached through `properties` only. */
function reachable(schema: Fields, path: readonly string[] = []): HeaderParam[] {
  const properties = isFields(schema['properties']) ? schema['properties'] : {}
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isFields(property)) return []
    const header = property[annotation]
    const here = [...path, name]
    const isGood = typeof header === 'string' && fieldName.test(header) && primitives.has(property['type'])
    return [...(isGood ? [{ header, path: here }] : []), ...reachable(property, here)]
  })
}

/** The number of annotations anywhere in a schema. */
function annotationsIn(value: unknown): number {
  if (!isFields(value)) return 0
  const below = Object.values(value).reduce<number>((sum, one) => sum + annotationsIn(one), 0)
  return below + (Object.hasOwn(value, annotation) ? 1 : 0)
}

/** The parameters of a tool that go into headers; null if its schema breaks the rules, so that it can't be called. */
export function headerParams(inputSchema: unknown): readonly HeaderParam[] | null {
  if (!isFields(inputSchema)) return []
  const params = reachable(inputSchema)
  const names = new Set(params.map(({ header }) => header.toLowerCase()))
  return names.size === annotationsIn(inputSchema) ? params : null
}
