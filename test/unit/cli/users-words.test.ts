import { expect, it } from 'vitest'
import { inUsersWords } from '../../../src/cli/connection.ts'
import { OwnerError } from '../../../src/client/owner-error.ts'

const message = (text: string, code: OwnerError['code'] = 'badRequest') =>
  (inUsersWords(new OwnerError(code, text)) as Error).message

it('an error about a field of a request names what the user gave', () => {
  const why = 'is not valid: It must be at most 200 characters long.'
  expect(message(`names.accessToken ${why}`)).toBe(`--name ${why}`)
  expect(message(`refreshToken ${why}`)).toBe(`the refresh token ${why}`)
})

it('any other error stays as it is', () => {
  expect(message('The request body is not JSON.')).toBe('The request body is not JSON.')
  expect(message('path is not valid: x', 'invalidInput')).toBe('path is not valid: x')
  const error = new Error('x')
  expect(inUsersWords(error)).toBe(error)
})
