import { textAt, type Request } from './message.ts'
import type { ToolNotes } from './tool-notes.ts'

/** Methods that only read, or that do no more when they come twice. */
const readers =
  /^(initialize|ping|server\/discover|subscriptions\/listen|(tools|resources|prompts|tasks|roots)\/(list|read|get|result|cancel)|resources\/(templates\/list|subscribe|unsubscribe)|completion\/complete|logging\/setLevel)$/

/** Whether a request may be sent again when it is not known whether the server has acted on it. */
export function isRepeatable({ method, params }: Request, tools: ToolNotes): boolean {
  if (method === 'tools/call') return tools.of(textAt(params, 'name') ?? '')?.isRepeatable === true
  return readers.test(method)
}
