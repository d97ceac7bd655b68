import { describe, expect, it } from 'vitest'
import { accountForm } from '../../../../scripts/fixtures/account-record.ts'
import { getAccountByName } from '../../../../src/core/state/to-status.ts'
import { createAccountsHarness } from '../../../support/fakes/accounts-harness.ts'

async function harnessWith(...names: string[]) {
  const harness = createAccountsHarness()
  const ids: string[] = []
  for (const name of names) ids.push(await harness.add(name))
  return { harness, ids }
}

describe('the name of an account', () => {
  it.each([
    ['in another case', 'Work', 'wORK'],
    ['with a case of its own', 'Straße', 'STRASSE'],
    ['composed of other characters', 'Caf\u00e9', 'Cafe\u0301'],
    ['in full-width letters', 'work', 'ｗｏｒｋ'],
    ['with a ligature', 'office', 'o\ufb03ce'],
    ['with a zero-width space', 'work', 'wo\u200brk'],
    ['with a word joiner at its end', 'work', 'work\u2060'],
    ['with a direction mark', 'work', '\u200ework'],
    ['with a soft hyphen', 'work', 'wo\u00adrk'],
    ['with a variation selector', 'work', 'work\ufe0f'],
    ['with another space', 'my work', 'my\u00a0work'],
    ['with more spaces', 'my work', 'my  work'],
  ])('can’t be another’s %s', async (_how, first, second) => {
    const { harness } = await harnessWith(first)
    await expect(harness.add(second)).rejects.toMatchObject({ code: 'invalidInput', field: 'name' })
    expect(harness.snapshot().accounts).toHaveLength(1)
  })

  it.each([
    ['a zero-width space alone', '\u200b'],
    ['several invisible characters', '\u2060\u200d\ufeff'],
    ['a direction override alone', '\u202e'],
    ['a Hangul filler', '\u3164'],
    ['a blank braille pattern', '\u2800'],
    ['spaces of another kind', '\u2003\u3000'],
    ['accents without a letter', '\u0301\u0302'],
    ['half of an emoji', 'work \ud83d'],
    ['the other half', '\ude00'],
    ['a folder in a URL', '..'],
    ['the folder itself', '.'],
    ['“default” in full-width letters', 'ｄｅｆａｕｌｔ'],
    ['“default” with an invisible character', 'de\u200bfault'],
  ])('can’t be %s', async (_what, name) => {
    const { harness } = await harnessWith('work')
    await expect(harness.add(name)).rejects.toMatchObject({ code: 'invalidInput', field: 'name' })
  })

  it('can’t be the ID of another account, so that no command gets the wrong one', async () => {
    const { harness, ids } = await harnessWith('first', 'second')
    for (const name of [ids[0]!, ids[0]!.toUpperCase(), `${ids[0]!}\u200b`]) {
      await expect(harness.add(name)).rejects.toMatchObject({ code: 'invalidInput', field: 'name' })
      const renamed = { id: ids[1]!, form: accountForm({ name }), clientSecret: null }
      await expect(harness.accounts.save(renamed)).rejects.toMatchObject({ field: 'name' })
    }
  })

  it.each(['Ähre', '東京', 'עבודה', 'می‌خواهم', '👩‍💻', '1', '-', 'a/b', 'C++'])('can be %s', async (name) => {
    const { harness } = await harnessWith('work', name)
    expect(getAccountByName(harness.snapshot(), name).name).toBe(name.normalize())
  })

  it('is stored in one form, and found in every form', async () => {
    const { harness } = await harnessWith('Cafe\u0301')
    expect(harness.snapshot().accounts[0]?.name).toBe('Caf\u00e9')
    for (const name of ['Cafe\u0301', 'CAF\u00c9', 'caf\u00e9\u200b'])
      expect(getAccountByName(harness.snapshot(), name).id).toBe('id-1')
  })

  it('from an earlier version can stay', async () => {
    const { harness, ids } = await harnessWith('work')
    harness.disk.accounts = harness.disk.accounts.map((one) => ({ ...one, name: '\u200b' }))
    const { accounts, store } = harness.startApp()
    await accounts.start()
    await accounts.save({
      id: ids[0]!,
      form: accountForm({ name: '\u200b', bufferMinutes: 9 }),
      clientSecret: null,
    })
    expect(store.snapshot().accounts[0]).toMatchObject({ name: 'unnamed', bufferMinutes: 9 })
  })
})
