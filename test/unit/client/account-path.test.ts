import { expect, test } from 'vitest'
import { accountPath } from '../../../src/client/ask-owner.ts'
import { noSuchAccount } from '../../../src/client/owner-error.ts'

test('an account without a name is the default one, but an empty name is a mistake', () => {
  expect(accountPath(null, 'token')).toBe('/v1/accounts/default/token')
  expect(accountPath('a b', '')).toBe('/v1/accounts/a%20b')
  for (const unset of ['', ' '])
    expect(() => accountPath(unset, 'token')).toThrow(/empty: perhaps a variable/)
})

test('an account that there is not is said with those that there are', () => {
  expect(noSuchAccount('x', ['work']).message).toBe('There is no account x. There is: work.')
  expect(noSuchAccount('x', ['work', 'play']).message).toBe('There is no account x. There are: work, play.')
  expect(noSuchAccount('x', []).message).toMatch(/^There is no account yet\. Add one: /)
})
