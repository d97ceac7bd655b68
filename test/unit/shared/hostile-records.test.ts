import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readRecords } from '../../../src/adapters/settings/records-file.ts'
import { createAppStore } from '../../../src/core/state/app-store.ts'
import { trayModel } from '../../../src/main/tray/tray-model.ts'
import { createAccountApis } from '../../../src/owner/account-apis.ts'
import { ipcContract } from '../../../src/shared/ipc-contract.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { signInQuestionText } from '../../../src/shared/sign-in-question.ts'
import { accountForm, accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { trickyTexts, uncleanText } from '../../support/unclean-text.ts'

/** Every text in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Without the isolates that we add ourselves. */
const expectClean = (value: unknown): void =>
  expect(
    textsIn(value)
      .join('|')
      .replaceAll(/[\u2068\u2069]/g, ''),
  ).not.toMatch(uncleanText)

const stored = (text: string) => ({
  version: 2,
  settings: defaultSettings,
  accounts: [
    accountRecord({
      person: { accountId: text, name: text, email: text, avatar: null },
      sites: [{ id: text, name: text, url: text }],
    }),
  ],
})

it('the window and the tray show stored names without anything that tricks them', () => {
  fc.assert(
    fc.property(trickyTexts, (text) => {
      const { content, fit } = readRecords(stored(text))
      expect(fit).toBe('whole')
      const store = createAppStore({
        app: { version: '1', platform: 'linux', demoAvailable: false, updateFeed: null },
        // the name may be that of an earlier version, which allowed more
        records: content.accounts.map((record) => ({ ...record, name: text })),
        facts: {},
        signIns: {},
        signInErrors: {},
        syncedFiles: {},
        settings: defaultSettings,
        notices: [],
      })
      const snapshot = ipcContract['state:get'].result.parse(store.snapshot())
      const account = snapshot.accounts[0]!
      expectClean(snapshot)
      expectClean(trayModel(snapshot, 0))
      const question = { kind: 'otherPerson', before: account.person!.name, now: account.name } as const
      expectClean(signInQuestionText(question))
    }),
  )
})

it('what a server says about a token is clean before it is stored or shown', async () => {
  await fc.assert(
    fc.asyncProperty(trickyTexts, async (text) => {
      const apis = createAccountApis(async (url) => {
        const sites = [{ id: text, name: text, url: text }]
        const person = { account_id: text, name: text, email: text }
        return new Response(JSON.stringify(new Request(url).url.endsWith('/me') ? person : sites))
      })
      const account = accountForm()
      const { sites } = await apis.checkAccess(account, 't')
      expectClean([sites, await apis.person(account, 't', sites)])
      const answer = { result: { serverInfo: { name: text } } }
      const mcp = createAccountApis(async () => new Response(JSON.stringify(answer)))
      expectClean(await mcp.checkAccess({ ...account, kind: 'mcp-server' }, 't'))
    }),
  )
})
