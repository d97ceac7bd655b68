import { expect, it } from 'vitest'
import { readRedirect } from '../../../../src/core/sign-in/read-redirect.ts'

const read = (query: string) => readRedirect(new URLSearchParams(query), 'right')

it.each([
  ['code=c&state=right', 'answer'],
  ['state=right&code=c&iss=https%3A%2F%2Fexample.org&extra=1', 'answer'],
  ['error=access_denied&state=right', 'answer'],
  ['', 'nothing'],
  ['state=right', 'nothing'],
  ['code=&state=right', 'nothing'],
  ['code=a&code=b&state=right', 'nothing'],
  ['response=jwt&state=right', 'nothing'],
  ['code=c', 'otherSignIn'],
  ['code=c&state=', 'otherSignIn'],
  ['code=c&state=Right', 'otherSignIn'],
  ['code=c&state=right&state=right', 'otherSignIn'],
  ['error=access_denied&state=wrong', 'otherSignIn'],
  ['error=access_denied', 'strayError'],
  ['error=access_denied&state=', 'strayError'],
])('takes “%s” for: %s', (query, kind) => {
  expect(read(query).kind).toBe(kind)
})

it('quotes an error without a state with its description, in one short line', () => {
  expect(read('error=a&error_description=b%0Ac')).toEqual({ kind: 'strayError', error: 'a: b c' })
  expect(read(`error=a&error_description=${'x'.repeat(1000)}`)).toMatchObject({
    error: `a: ${'x'.repeat(296)}…`,
  })
})
