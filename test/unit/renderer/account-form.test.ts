import { describe, expect, test } from 'vitest'
import { findField, firstError, missingFields } from '../../../src/renderer/form/field-errors.ts'
import { toDraft, parseDraft, resumedValues, type FormDraft } from '../../../src/renderer/form/form-draft.ts'
import { initialValues, saveArgs, withOffer } from '../../../src/renderer/form/form-values.ts'
import { offerText } from '../../../src/renderer/form/offer-text.ts'
import { bufferOptions } from '../../../src/renderer/form/renewal-fields.tsx'
import { parseScopes, scopesWarning } from '../../../src/shared/scopes.ts'
import { accountFormSchema } from '../../../src/shared/account.ts'
import { ipcContract, type ImportOffer } from '../../../src/shared/ipc-contract.ts'
import { accountFixture } from '../../../scripts/fixtures/accounts.ts'

const offer: ImportOffer = {
  source: 'file',
  fileName: '.env',
  clientId: 'abc',
  redirectUri: null,
  hasClientSecret: true,
  hasRefreshToken: true,
  hasAccessTokenOnly: false,
}

describe('scopes', () => {
  test('are separated by spaces, lines, or commas, without duplicates', () => {
    expect(parseScopes(' read:me\nread:jira-work,  offline_access read:me ')).toEqual([
      'read:me',
      'read:jira-work',
      'offline_access',
    ])
  })

  test('without offline_access show what that means', () => {
    expect(scopesWarning(['read:me'])).toMatch(/sign in again every hour/)
    expect(scopesWarning(['offline_access'])).toBeNull()
  })
})

describe('a new account', () => {
  const values = { ...initialValues(null, null), name: 'Work', clientId: 'abc', clientSecret: ' s3cret ' }

  test('starts with the defaults and asks for the rest', () => {
    const missing = missingFields(initialValues(null, null))
    expect(Object.keys(missing)).toEqual(['name', 'clientId', 'clientSecret'])
    expect(firstError(missing)).toBe('name')
  })

  test('is sent as the contract requires', () => {
    const args = saveArgs(null, values)
    expect(() => ipcContract['accounts:save'].args.parse(args)).not.toThrow()
    expect(args).toMatchObject({
      id: null,
      clientSecret: { kind: 'typed', value: 's3cret' },
      importSignIn: false,
      form: { name: 'Work', autoRenewal: true, bufferMinutes: null },
    })
  })

  test('uses what an import found and keeps the rest', () => {
    const filled = withOffer({ ...values, clientSecret: '' }, offer)
    expect(filled).toMatchObject({
      name: 'Work',
      clientId: 'abc',
      secretSource: 'imported',
      redirectUri: values.redirectUri,
    })
    expect(saveArgs(null, filled).clientSecret).toEqual({ kind: 'imported' })
    expect(missingFields(filled)).toEqual({})
  })

  test('gets a name if everything else was imported', () => {
    expect(initialValues(null, offer).name).toBe('Jira')
  })
})

describe('a draft', () => {
  const values = { ...initialValues(null, null), name: 'Work', clientSecret: 's3cret' }

  test('keeps what was typed, but never the secret', () => {
    const text = JSON.stringify(toDraft(values))
    expect(text).not.toContain('s3cret')
    expect(parseDraft(text)).toMatchObject({ name: 'Work', redirectUri: values.redirectUri })
  })

  test('is ignored if it is invalid', () => {
    expect(parseDraft(null)).toEqual({})
    expect(parseDraft('{broken')).toEqual({})
    expect(parseDraft('null')).toEqual({})
    expect(parseDraft('{"name":1,"clientSecret":"x","takeOver":true}')).toEqual({})
  })
})

describe('a draft and an import', () => {
  const found: ImportOffer = { ...offer, source: 'environment', fileName: null }
  const resumed = (draft: FormDraft) => resumedValues(null, found, 'jira-cloud', draft)

  test('a typed client ID stays and never gets the secret of another one', () => {
    expect(resumed({ name: 'Mine', clientId: 'typed' })).toMatchObject({
      name: 'Mine',
      clientId: 'typed',
      secretSource: 'typed',
    })
  })

  test('an imported client ID is used if none was typed', () => {
    expect(resumed({ name: 'Mine', clientId: '' })).toMatchObject({
      name: 'Mine',
      clientId: 'abc',
      secretSource: 'imported',
    })
  })
})

describe('an edited account', () => {
  const account = accountFixture(Date.now(), { bufferMinutes: 7 })
  const values = initialValues(account, null)

  test('keeps its secret unless a new one is entered', () => {
    expect(saveArgs('work', values).clientSecret).toEqual({ kind: 'unchanged' })
    expect(saveArgs('work', { ...values, clientSecret: 'new' }).clientSecret).toEqual({
      kind: 'typed',
      value: 'new',
    })
  })

  test('is sent unchanged if nothing was edited', () => {
    expect(saveArgs('work', values).form).toEqual(accountFormSchema.parse(account))
  })

  test('offers its own buffer as one of the choices', () => {
    const labels = bufferOptions(7, 5).map((option) => option.label)
    expect(labels[0]).toBe('Default (5 min)')
    expect(labels).toContain('7 min')
    expect(bufferOptions(null, 5).map((option) => option.label)).not.toContain('7 min')
  })
})

describe('errors when saving', () => {
  const failure = (field: string | null) => ({ code: 'invalidInput' as const, message: 'x', field })

  test('are shown at their field', () => {
    expect(findField(failure('name'))).toBe('name')
    expect(findField(failure('form.scopes.2'))).toBe('scopes')
    expect(findField(failure('clientSecret.value'))).toBe('clientSecret')
    expect(findField(failure('id'))).toBeNull()
    expect(findField(failure(null))).toBeNull()
  })
})

describe('an import offer', () => {
  test('keeps a file up to date unless you switch that off; the environment is no file', () => {
    expect(initialValues(null, offer).syncFile).toBe(true)
    expect(initialValues(null, { ...offer, source: 'folder' }).syncFile).toBe(true)
    expect(initialValues(null, { ...offer, source: 'environment', fileName: null }).syncFile).toBe(false)
    expect(initialValues(null, null).syncFile).toBe(false)
  })

  test('says what was found and where', () => {
    expect(offerText({ ...offer, source: 'environment', fileName: null }).title).toBe(
      'Found your Jira OAuth app (JIRA_OAUTH_CLIENT_ID) in your environment',
    )
    expect(offerText(offer).title).toBe('Found your Jira OAuth app (JIRA_OAUTH_CLIENT_ID) in .env')
  })
})
