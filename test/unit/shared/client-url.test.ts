import { expect, it } from 'vitest'
import { isClientUrl } from '../../../src/shared/client-url.ts'

it.each(['https://me.example/client.json', 'https://me.example:8443/a/b', 'https://me.example/c?v=1'])(
  '%s can be a client ID',
  (clientId) => expect(isClientUrl(clientId)).toBe(true),
)

it.each([
  '',
  'client-1',
  'https://me.example',
  'https://me.example/',
  'http://me.example/client.json',
  'http://localhost/client.json',
  'https://me.example/client.json#part',
  'https://me@me.example/client.json',
  'https://me.example/a/../client.json',
  'https://me.example/./client.json',
  'urn:client:one',
])('%s is a client ID like any other', (clientId) => expect(isClientUrl(clientId)).toBe(false))
