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

/** A part of a schema. */
interface Part {
  readonly value: Fields
  /** The property it belongs to, if its value can be found in the arguments: those reached through `properties` only. */
  readonly at: Property | 'root' | null
  /** Whether it is the `properties` of `at`. */
  readonly isProperties: boolean
}

interface Property {
  readonly name: string
  readonly of: Property | null
}

function pathTo(property: Property): string[] {
  const path: string[] = []
  for (let at: Property | null = property; at !== null; at = at.of) path.unshift(at.name)
  return path
}

/** The parts directly below. */
function below({ value, at, isProperties }: Part): Part[] {
  return Object.entries(value).flatMap(([name, child]) => {
    if (!isFields(child)) return []
    if (isProperties)
      return [{ value: child, at: { name, of: at === 'root' ? null : at }, isProperties: false }]
    const isReachable = name === 'properties' && at !== null
    return [{ value: child, at: isReachable ? at : null, isProperties: isReachable }]
  })
}

/** The parameters of a tool that go into headers; null if its schema breaks the rules, so that it can't be called. */
export function headerParams(inputSchema: unknown): readonly HeaderParam[] | null {
  if (!isFields(inputSchema)) return []
  const params: HeaderParam[] = []
  let annotations = 0
  // not recursive: a schema may be nested deeper than the stack
  const parts: Part[] = [{ value: inputSchema, at: 'root', isProperties: false }]
  for (const part of parts) {
    const { value, at, isProperties } = part
    if (Object.hasOwn(value, annotation)) annotations += 1
    const header = value[annotation]
    const isGood = typeof header === 'string' && fieldName.test(header) && primitives.has(value['type'])
    if (isGood && at !== null && at !== 'root' && !isProperties) params.push({ header, path: pathTo(at) })
    for (const child of below(part)) parts.push(child)
  }
  const names = new Set(params.map(({ header }) => header.toLowerCase()))
  return names.size === annotations ? params : null
}
