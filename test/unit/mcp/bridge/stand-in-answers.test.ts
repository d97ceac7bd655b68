import { expect, test } from 'vitest'
import { BridgeError } from '../../../../src/mcp/bridge/bridge-error.ts'
import { createStandInAnswers } from '../../../../src/mcp/bridge/stand-in-answers.ts'

/** A page of tools with this many characters in each description. */
const page = (chars: number, cursor?: string) => ({
  request: { id: 1, method: 'tools/list', params: cursor === undefined ? {} : { cursor } },
  message: { result: { tools: [{ name: `tool-${cursor}`, description: 'x'.repeat(chars) }] } },
})

test('remembers all pages of a list, but nothing of a list that has no end', async () => {
  let saved = ''
  const answers = createStandInAnswers('example.com', {
    read: () => Promise.resolve(null),
    write: async (text) => void (saved = text),
  })
  const take = ({ request, message }: ReturnType<typeof page>) => answers.take(request, message)
  const listed = async () => {
    const problem = new BridgeError('serverUnreachable', 'away')
    return (await answers.answer({ id: 2, method: 'tools/list', params: {} }, problem))?.['tools']
  }
  answers.take({ id: 0, method: 'initialize', params: {} }, { result: { protocolVersion: '2025-11-25' } })
  take(page(100))
  take(page(100, 'a'))
  expect(await listed()).toMatchObject([{ name: 'tool-undefined' }, { name: 'tool-a' }])
  for (let more = 0; more < 20; more += 1) take(page(100_000, `b${more}`))
  expect(await listed()).toMatchObject([{ name: 'sign_in' }])
  await answers.saved()
  expect(saved.length).toBeLessThan(1000)
  take(page(100))
  expect(await listed()).toMatchObject([{ name: 'tool-undefined' }])
})
