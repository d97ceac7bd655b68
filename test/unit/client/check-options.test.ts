import { expect, test } from 'vitest'
import { attachToAxios } from '../../../src/client/node-api/attach-to-axios.ts'
import { checkedBufferMinutes, wholeSeconds } from '../../../src/client/node-api/check-options.ts'
import { createFetch } from '../../../src/client/node-api/create-fetch.ts'
import { TokenManager } from '../../../src/client/node-api/token-manager.ts'
import { McpClient } from '../../../src/mcp/program/mcp-client.ts'
import { TokenAwareMcpWrapper } from '../../../src/mcp/program/token-aware-mcp-wrapper.ts'

test('a renewal buffer is 1 to 30 minutes', () => {
  expect(checkedBufferMinutes(30)).toBe(30)
  for (const wrong of [0, 31, Number.NaN, '5' as unknown as number])
    expect(() => checkedBufferMinutes(wrong)).toThrow(
      /^renewalBufferMinutes must be a number from 1 to 30, not/,
    )
})

test('validity is rounded up to whole seconds that the owner accepts', () => {
  expect(wholeSeconds(0.5)).toBe(1)
  expect(wholeSeconds(Number.POSITIVE_INFINITY)).toBe(999_999_999)
  for (const wrong of [-1, Number.NaN, '60' as unknown as number])
    expect(() => wholeSeconds(wrong)).toThrow(/^minValidSec must be a number of seconds, 0 or more, not/)
})

/** Each that takes options, as JavaScript would call it. */
const takers: Readonly<Record<string, (options: never) => unknown>> = {
  TokenManager: (options) => new TokenManager(options),
  McpClient: (options) => new McpClient(options),
  TokenAwareMcpWrapper: (options) => new TokenAwareMcpWrapper('server.mjs', [], options),
}
const valid = { account: 'work', dataFolder: '/x', socket: '/y', client: 'me', renewalBufferMinutes: 5 }
const own: Readonly<Record<string, object>> = {
  McpClient: { url: 'https://mcp.example.com/mcp', cloudId: 'auto', headers: { a: 'b' } },
  TokenAwareMcpWrapper: { minValidSec: 60, cloudId: 'auto' },
}

test.for(Object.entries(takers))('%s takes its options and no others', ([name, take]) => {
  const all = { ...valid, ...own[name] }
  expect(() => take(all as never)).not.toThrow()
  const error = (given: unknown): unknown => {
    try {
      return take(given as never)
    } catch (thrown) {
      return thrown
    }
  }
  for (const [wrong, right] of [
    ['acount', 'account'],
    ['Account', 'account'],
    ['dataFoldre', 'dataFolder'],
    ['renewalBuffer', 'renewalBufferMinutes'],
  ] as const)
    expect(error({ ...own[name], [wrong]: undefined })).toMatchObject({
      code: 'invalidInput',
      message: `${name} has no option '${wrong}'. Did you mean '${right}'?`,
    })
  for (const wrong of ['timeout', '__defineGetter__', 'toString', 'x\ny'])
    expect(error({ ...all, [wrong]: 1 })).toMatchObject({
      code: 'invalidInput',
      message: expect.stringMatching(
        /^\w+ has no option '[^\n]+'\. Options of \w+: account, dataFolder, /,
      ) as string,
    })
  for (const given of ['work', null, ['work'], 5])
    expect(error(given)).toMatchObject({
      code: 'invalidInput',
      message: expect.stringContaining('takes an object with options') as string,
    })
})

test('the options of a method are checked too', async () => {
  const asking = new TokenManager({ socket: '/nowhere' }).ensureValidToken({ minValid: 5 } as never)
  await expect(asking).rejects.toThrow(
    "ensureValidToken has no option 'minValid'. Did you mean 'minValidSec'?",
  )
})

test('what takes a manager refuses its options', () => {
  for (const wrong of [{ account: 'work' }, undefined, null, 'work'])
    for (const take of [createFetch, (manager: TokenManager) => attachToAxios(undefined as never, manager)])
      expect(() => take(wrong as never)).toThrow(/ takes a TokenManager: new TokenManager/)
})
