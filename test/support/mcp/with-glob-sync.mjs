// Lets @modelcontextprotocol/conformance run on Node 20: it imports `globSync`, which Node 22 introduced, for a command
// that no test uses.
import { register } from 'node:module'

const fs = `export * from 'node:fs'; export { default } from 'node:fs'; export const globSync = () => []`
const hooks = `export const resolve = (specifier, context, next) =>
  specifier === 'fs' && context.parentURL.includes('/conformance/')
    ? { url: 'data:text/javascript,' + ${JSON.stringify(encodeURIComponent(fs))}, shortCircuit: true }
    : next(specifier, context)`

register(`data:text/javascript,${encodeURIComponent(hooks)}`)
