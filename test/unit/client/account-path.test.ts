import { expect, test } from 'vitest'
import { accountPath } from '../../../src/client/ask-owner.ts'
import { noSuchAccount } from '../../../src/client/owner-error.ts'

test('no name means the default account, but an empty name is a mistake', () => {
  expect(accountPath(null, 'token')).toBe('/v1/accounts/default/token')
  expect(accountPath('a b', '')).toBe('/v1/accounts/a%20b')
  for (const unset of ['', ' '])
    expect(() => accountPath(unset, 'token')).toThrow(/empty\. Is a variable unset/)
})

test('the error for an unknown account lists the existing ones', () => {
  expect(noSuchAccount('x', ['work']).message).toBe("No account named 'x'. Accounts: work.")
  expect(noSuchAccount('x', ['work', 'play']).message).toBe("No account named 'x'. Accounts: work, play.")
  expect(noSuchAccount('x', []).message).toMatch(/^No accounts yet\. Add one: /)
})
