import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cliProgram } from '../../scripts/harness/cli.ts'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { clientFiles } from '../support/fixtures/mcp-client-files.ts'
import { eventually } from '../support/eventually.ts'
import { recordTexts } from '../support/record-texts.ts'
import { callBridge, choose, signIn, snapshotIn } from '../support/sign-in-steps.ts'

interface Server {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const url = 'http://localhost:9000/mcp'

let session: DesktopSession
let window: Page

beforeEach(async () => {
  session = await startDesktopSession()
  await session.launch()
  window = await signIn(session)
})
afterEach(() => session.close())

const button = (name: string | RegExp) => window.getByRole('button', { name })
const client = (name: string) => window.getByRole('listitem', { name })

async function put(path: string, text: string): Promise<string> {
  const file = join(session.desktop.home, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}

test('an account can be added to a client and removed again with just keys and clicks', async () => {
  const file = await put('.config/Claude/claude_desktop_config.json', clientFiles['claude-desktop'])
  await choose(window, /^use with mcp clients/i)
  await window.getByText(/not found on this computer: claude code, cursor, vs code/i).waitFor()
  await window.getByLabel('MCP server').fill(url)
  await button('Add to Claude Desktop').focus()
  await window.keyboard.press('Enter')
  await client('Claude Desktop').getByText('Quit and restart Claude Desktop').waitFor()
  // keyboard users are still where they were
  await eventually(() => window.evaluate('document.activeElement.textContent')).toBe(
    'Remove from Claude Desktop',
  )

  const id = (await snapshotIn(window)).accounts[0]?.id ?? ''
  const text = await readFile(file, 'utf8')
  const { mcpServers } = JSON.parse(text) as { mcpServers: Record<string, Server> }
  expect(mcpServers['work']).toEqual({
    command: expect.stringMatching(/\/node$/) as string,
    args: [cliProgram, 'mcp', '--url', url, '--account', id],
    env: { JIRA_TOKEN_HOME: session.dataFolder },
  })
  expect(isAbsolute(mcpServers['work']?.command ?? '')).toBe(true)
  const [item] = await session.keychain()
  for (const secret of [item?.tokenSet?.accessToken, item?.tokenSet?.refreshToken, item?.clientSecret]) {
    expect(text).not.toContain(secret)
  }

  // the URL of the installed entry is filled in when the page opens again
  await button('Back').click()
  await choose(window, /^use with mcp clients/i)
  await client('Claude Desktop').getByText('Added').waitFor()
  await eventually(() => window.getByLabel('MCP server').inputValue()).toBe(url)
  await button('Remove from Claude Desktop').click()
  await button('Add to Claude Desktop').waitFor()
  expect(await readFile(file, 'utf8')).toBe(clientFiles['claude-desktop'])
})

test('the copied snippet works as it is', async () => {
  await choose(window, /^use with mcp clients/i)
  await window.getByLabel('MCP server').fill(url)
  const texts = await recordTexts(window.getByRole('button', { name: /snippet/i }))
  await button('Copy snippet').click()
  await eventually(texts).toContain('Snippet copied')
  const { mcpServers } = JSON.parse(await session.app.clipboard()) as { mcpServers: Record<string, Server> }
  expect(Object.keys(mcpServers)).toEqual(['work'])
  expect(mcpServers['work']?.args.slice(0, 4)).toEqual([cliProgram, 'mcp', '--url', url])
})

test('a URL that tokens must not be sent to is refused at its field, and nothing is written', async () => {
  const file = await put('.cursor/mcp.json', clientFiles.cursor)
  await choose(window, /^use with mcp clients/i)
  await button('Add to Cursor').click()
  await window.getByText(/must be an https url/i).waitFor()
  await window.getByLabel('MCP server').fill('https://mcp.example.com/?api_key=1')
  await button('Copy snippet').click()
  await window.getByText(/secrets can.t be stored/i).waitFor()
  expect(await readFile(file, 'utf8')).toBe(clientFiles.cursor)
})

test('settings that can’t be read are left alone, and the window says where they are broken', async () => {
  const file = await put('.cursor/mcp.json', '{ "mcpServers": ')
  await choose(window, /^use with mcp clients/i)
  await eventually(() => client('Cursor').innerText()).toMatch(/can’t be read[^]*line 1, column 17/)
  const id = (await snapshotIn(window)).accounts[0]?.id ?? ''
  expect(await callBridge(window, 'mcpSetUp:install', { id, client: 'cursor', url })).toMatchObject({
    ok: false,
    error: { code: 'mcpConfigUnusable' },
  })
  expect(await readFile(file, 'utf8')).toBe('{ "mcpServers": ')
})

test('the window can’t choose the file, or use a client or account that doesn’t exist', async () => {
  const id = (await snapshotIn(window)).accounts[0]?.id ?? ''
  const request = { id, client: '/tmp/somewhere.json' as 'cursor', url }
  expect(await callBridge(window, 'mcpSetUp:install', request)).toMatchObject({ ok: false })
  const other = { id: 'nobody', client: 'cursor' as const, url }
  expect(await callBridge(window, 'mcpSetUp:install', other)).toMatchObject({
    ok: false,
    error: { code: 'accountNotFound' },
  })
})
