import { expect, test } from 'vitest'
import { accountFixture, ada } from '../../../scripts/fixtures/accounts.ts'
import { matchesFilter } from '../../../src/renderer/accounts/accounts-filter.tsx'

const account = accountFixture(0, { name: 'Client Straße', person: ada })

test.each(['', '  ', 'client', 'STRA', 'lovelace', 'acme.atlassian'])('“%s” finds it', (typed) => {
  expect(matchesFilter(account, typed)).toBe(true)
})

test.each(['clients', '.*', 'globex'])('“%s” does not', (typed) => {
  expect(matchesFilter(account, typed)).toBe(false)
})

test('an account without a person or a site is found by its name', () => {
  expect(matchesFilter({ ...account, person: null, sites: [] }, 'client')).toBe(true)
})
