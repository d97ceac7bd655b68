import type { OddAnswers } from './mcp-resource/odd-server.ts'

/** Answers of real servers that programs may fail to store. */
export const oddAnswers: Readonly<Record<string, OddAnswers>> = {
  'a client ID of 300 characters': { registration: { client_id: `eyJ${'x'.repeat(297)}` } },
  'an escape sequence in the client ID': { registration: { client_id: 'a\u001b[31m' } },
  'a client ID of 4,096 characters': { registration: { client_id: 'x'.repeat(4096) } },
  'a client ID of 4,097 characters': { registration: { client_id: 'x'.repeat(4097) } },
  'half of a character in the client ID': { registration: { client_id: 'a\ud800' } },
  'a resource with a line break': { resource: { resource: 'http://127.0.0.1\n/mcp' } },
  'scopes that are no list': { resource: { scopes_supported: 'read write' } },
  'scopes that are numbers': { resource: { scopes_supported: [1, 2] } },
  '501 scopes': {
    resource: { scopes_supported: Array.from({ length: 501 }, (_, index) => `scope:${index}`) },
  },
  'an authorize URL that is a number': { metadata: { authorization_endpoint: 7 } },
  'a quote in a scope': { resource: { scopes_supported: ['read', 'write"x'] } },
  '120 scopes': {
    resource: { scopes_supported: Array.from({ length: 120 }, (_, index) => `scope:${index}`) },
  },
}

/** An authorize URL longer than 2,048 characters. */
export const longAuthorizeUrl = (origin: string): OddAnswers => ({
  metadata: { authorization_endpoint: `${origin}/authorize?tenant=${'y'.repeat(2100)}` },
})
