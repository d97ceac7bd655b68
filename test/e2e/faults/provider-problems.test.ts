import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../../local-atlassian/faults.ts'
import type { LocalAtlassian } from '../../../local-atlassian/local-atlassian.ts'
import { until } from '../../../scripts/harness/until.ts'
import { startFaultSession, type FaultSession } from './fault-session.ts'

interface Problem {
  readonly begin: (atlassian: LocalAtlassian) => Promise<void> | void
  readonly end: (atlassian: LocalAtlassian) => Promise<void> | void
  /** What the tray and the window say about it. */
  readonly said: RegExp
}

const answering = (fault: Fault, said: RegExp): Problem => ({
  begin: (atlassian) => atlassian.setFault(fault),
  end: (atlassian) => atlassian.clearFaults(),
  said,
})

/** Keyed by the name of the account whose provider has that problem. */
const problems: Record<string, Problem> = {
  down: {
    begin: (atlassian) => atlassian.pause(),
    end: (atlassian) => atlassian.resume(),
    said: /offline/i,
  },
  hanging: {
    begin: (atlassian) => atlassian.setFault({ kind: 'hang' }),
    // as a proxy or the system would do eventually
    end: async (atlassian) => {
      atlassian.clearFaults()
      await atlassian.pause()
      await atlassian.resume()
    },
    said: /renewing…/i,
  },
  'too busy (429)': answering({ kind: 'rateLimited', retryAfterSec: 1 }, /rate limited/i),
  'failing (500)': answering({ kind: 'serverError' }, /server error/i),
  'hidden by a page (HTML)': answering({ kind: 'html' }, /unexpected response/i),
  'cut off (half a JSON text)': answering({ kind: 'malformedJson' }, /unexpected response/i),
}

const names = Object.keys(problems)

describe('an account whose provider is', () => {
  let session: FaultSession
  let window: Page

  beforeAll(async () => {
    session = await startFaultSession([...names, 'well'])
    for (const name of names) await problems[name]!.begin(session.account(name).atlassian)
    const app = await session.launch()
    window = await app.open()
  })
  afterAll(() => session.close())

  // in parallel: no account waits for another
  it.concurrent.each(names)(
    '%s keeps its pair, serves its token, and is renewed afterwards',
    async (name) => {
      const { atlassian, before } = session.account(name)
      const { end, said } = problems[name]!
      const saysSo = (text: string) => said.test(text)
      await until(`the tray says that ${name}`, () => session.trayText(name), saysSo)
      await until(`the window says that ${name}`, () => session.windowText(window, name), saysSo)
      expect(await session.copiedToken(name)).toBe(before.accessToken)
      expect(await session.storedPair(name)).toEqual(before)

      await end(atlassian)
      const after = await session.renewedPair(name)
      const isWell = (text: string) => /left, renews at/.test(text)
      await until(`the tray no longer says that ${name}`, () => session.trayText(name), isWell)
      expect(await session.copiedToken(name)).toBe(after.accessToken)
      expect(atlassian.counts()).toMatchObject({ authorize: 0, maxRefreshesInFlightOfOneFamily: 1 })
    },
  )

  it.concurrent('well is renewed at once, whatever happens to the others', async () => {
    await session.renewedPair('well')
    expect(session.account('well').atlassian.counts().refreshGrants).toEqual({
      asked: 1,
      honoured: 1,
      refused: 0,
    })
  })
})
