import { parseArgs } from 'node:util'
import { modes, type Mode } from './modes.ts'
import type { LocalAtlassianOptions } from './settings.ts'

const helpText = `A stand-in for Atlassian on 127.0.0.1.

  node --import tsx local-atlassian/main.ts [options]

  --port N                 0 picks a free one (default)
  --token-lifetime S       lifetime of access tokens in seconds (default 3600)
  --leeway S               seconds a used refresh token may be used again (default 600)
  --token-length N         length of access and refresh tokens, 43 to 8192
  --redirect-uri U         registered callback URL; can be repeated
                           (default http://localhost:8080/callback)
  --client-id ID, --client-secret S
  --mode M                 cloud (default), mcp or dataCenter
  --help

When ready, it prints one JSON line: url, authorizeUrl, tokenUrl, apiUrl, clientId, clientSecret, redirectUri,
controlUrl, controlKey, pid. It exits when stdin closes, or on SIGTERM or SIGINT.
`

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    'token-lifetime': { type: 'string' },
    leeway: { type: 'string' },
    'token-length': { type: 'string' },
    'redirect-uri': { type: 'string', multiple: true },
    'client-id': { type: 'string' },
    'client-secret': { type: 'string' },
    mode: { type: 'string' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  process.stdout.write(helpText)
} else {
  try {
    await serve(optionsFrom(values))
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    process.exitCode = 1
  }
}

async function serve(options: LocalAtlassianOptions): Promise<void> {
  const { startLocalAtlassian } = await import('./start-local-atlassian.ts')
  const server = await startLocalAtlassian(options)
  const end = (): void => void server.close().finally(() => process.exit(0))
  process.on('SIGTERM', end).on('SIGINT', end)
  process.stdin.on('end', end).on('close', end).on('error', end).resume()
  const { url, authorizeUrl, tokenUrl, apiUrl, clientId, clientSecret, controlUrl, controlKey } = server
  const ready = { url, authorizeUrl, tokenUrl, apiUrl, clientId, clientSecret, controlUrl, controlKey }
  const line = JSON.stringify({ ...ready, redirectUri: server.redirectUris[0], pid: process.pid })
  process.stdout.write(`${line}\n`)
}

function optionsFrom(given: typeof values): LocalAtlassianOptions {
  const options: LocalAtlassianOptions = {}
  if (given.port !== undefined) options.port = parseWholeNumber(given.port)
  if (given['token-lifetime'] !== undefined)
    options.accessTokenLifetimeSec = parseWholeNumber(given['token-lifetime'])
  if (given.leeway !== undefined) options.leewaySec = parseWholeNumber(given.leeway)
  if (given['token-length'] !== undefined) {
    options.accessTokenLength = options.refreshTokenLength = parseWholeNumber(given['token-length'])
  }
  if (given['redirect-uri'] !== undefined) options.redirectUris = given['redirect-uri']
  if (given['client-id'] !== undefined) options.clientId = given['client-id']
  if (given['client-secret'] !== undefined) options.clientSecret = given['client-secret']
  if (given.mode !== undefined) options.mode = parseMode(given.mode)
  return options
}

function parseMode(text: string): Mode {
  if (text in modes) return text as Mode
  throw new RangeError(`Not a mode: ${text}`)
}

function parseWholeNumber(text: string): number {
  const parsed = Number(text)
  if (!Number.isInteger(parsed) || parsed < 0) throw new RangeError(`Not a number: ${text}`)
  return parsed
}
