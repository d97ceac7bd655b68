import { expect, it } from 'vitest'
import { matchingAccount } from '../../../src/cli/import/target-account.ts'
import type { AccountSettings } from '../../../src/shared/local-api.ts'
import { accountForm } from '../../../scripts/fixtures/account-record.ts'

const account = (name: string, clientId: string): AccountSettings => ({
  ...accountForm({ name, clientId }),
  id: name,
  isDefault: false,
  hasClientSecret: true,
})
const accounts = [account('work', 'a'), account('play', 'b'), account('twin', 'b')]
const match = (clientId: string | null, name: string | null) =>
  matchingAccount(accounts, clientId, name)?.name

it('finds the account with the file’s client ID', () => {
  expect(match('a', null)).toBe('work')
  expect(match('c', null)).toBe(undefined)
})

it('requires a name if several accounts have that client ID', () => {
  expect(() => match('b', null)).toThrow(/Several accounts .* play, twin\. Choose one with --name\./)
  expect(match('b', 'Twin')).toBe('twin')
})

it('uses the given name for a new account, even if another one has that client ID', () => {
  expect(match('a', 'other')).toBe(undefined)
})

it('does not put a sign-in into an account of another app', () => {
  expect(() => match('a', 'play')).toThrow(/play has a different client ID/)
})

it('imports a file without a client ID into the named account', () => {
  expect(match(null, 'play')).toBe('play')
  expect(match(null, null)).toBe(undefined)
})
