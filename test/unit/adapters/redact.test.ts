import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../src/adapters/log/redact.ts'

describe('the redactor', () => {
  it('redacts a registered secret wherever it appears', () => {
    const redactor = createRedactor()
    redactor.register('s3cret-token')
    expect(redactor.text('GET /?t=s3cret-token&u=s3cret-token')).toBe('GET /?t=[secret]&u=[secret]')
    expect(redactor.facts({ deep: [{ text: 'Bearer s3cret-token' }] })).toEqual({
      deep: [{ text: 'Bearer [secret]' }],
    })
  })

  it('redacts a secret that was URL-encoded', () => {
    const redactor = createRedactor()
    redactor.register('a/b+c=d e')
    expect(redactor.text('code=a%2Fb%2Bc%3Dd%20e')).toBe('code=[secret]')
  })

  it('leaves nothing of a secret that starts with another one, in whatever order they were registered', () => {
    for (const order of [
      ['zebra-', 'zebra-and-more'],
      ['zebra-and-more', 'zebra-'],
    ]) {
      const redactor = createRedactor()
      for (const secret of order) redactor.register(secret)
      expect(redactor.text('it is zebra-and-more')).toBe('it is [secret]')
    }
  })

  it('redacts an error’s message and stack', () => {
    const redactor = createRedactor()
    redactor.register('s3cret-token')
    const text = String(redactor.facts(new Error('failed with s3cret-token')))
    expect(text).toContain('failed with [secret]')
    expect(text).not.toContain('s3cret-token')
  })

  it.each([
    'accessToken',
    'refresh_token',
    'clientSecret',
    'authorization',
    'Set-Cookie',
    'code_verifier',
    'authCode',
    'password',
    'state',
  ])('hides the value of %s even if it was never registered', (key) => {
    const redactor = createRedactor()
    expect(redactor.facts({ [key]: 'unknown', other: 1 })).toEqual({ [key]: '[hidden]', other: 1 })
    expect(redactor.facts({ [key]: ['unknown'] })).toEqual({ [key]: '[hidden]' })
  })

  it('leaves alone what only sounds secret', () => {
    const facts = { code: 'offline', hasToken: true, tokenUrl: 'https://x.example', token: { kind: 'none' } }
    expect(createRedactor().facts(facts)).toEqual(facts)
  })

  it('ignores secrets too short to be one', () => {
    const redactor = createRedactor()
    redactor.register('a')
    redactor.register('')
    expect(redactor.text('banana')).toBe('banana')
  })

  it('never lets a registered secret through, whatever surrounds it', () => {
    const token = fc.string({
      unit: fc.constantFrom(...'abcXYZ019-_./+=~%$&'.split('')),
      minLength: 6,
      maxLength: 40,
    })
    fc.assert(
      fc.property(
        fc.array(token, { minLength: 1, maxLength: 4 }),
        fc.string(),
        fc.nat(3),
        (all, around, at) => {
          const redactor = createRedactor()
          for (const secret of all) redactor.register(secret)
          const secret = all[at % all.length]!
          fc.pre(!'[secret]'.includes(secret))
          const clean = redactor.text(`${around} ${secret} ${around} ${encodeURIComponent(secret)}`)
          expect(clean).not.toContain(` ${secret} `)
          expect(JSON.stringify(redactor.facts({ list: [secret] }))).not.toContain(secret)
        },
      ),
    )
  })
})
