import { expect, test } from 'vitest'
import { absentNames, clientText, pathParts } from '../../../src/renderer/mcp/client-texts.ts'
import { mcpSetUpFixture } from '../../../scripts/fixtures/mcp-setup.ts'

const client = (change: Parameters<typeof mcpSetUpFixture>[0] = {}) => mcpSetUpFixture(change).clients[0]!

test('a client that was added shows its URL, and right after adding, what to do next', () => {
  expect(clientText(client(), false)).toMatchObject({ title: 'Added', text: 'http://localhost:9000/mcp' })
  expect(clientText(client(), true).text).toBe('Quit Claude Desktop and start it again.')
})

test('unreadable settings say that they were not changed, and why', () => {
  const broken = client({
    'claude-desktop': { state: 'broken', problem: 'line 3, column 1: value expected' },
  })
  expect(clientText(broken, false)).toMatchObject({ tone: 'bad', title: 'Settings can’t be read' })
  expect(clientText(broken, false).text).toContain('not changed (line 3, column 1: value expected)')
})

test('clients that are not installed are named in one line', () => {
  expect(absentNames(mcpSetUpFixture().clients)).toBe('VS Code')
  expect(absentNames(mcpSetUpFixture({ cursor: { state: 'absent' } }).clients)).toBe('Cursor, VS Code')
  expect(absentNames(mcpSetUpFixture({ vscode: { state: 'off' } }).clients)).toBe('')
})

test('a path can break after each folder', () => {
  expect(pathParts('/home/ada/.claude.json')).toEqual(['/', 'home/', 'ada/', '.claude.json'])
  expect(pathParts('C:\\Users\\Ada')).toEqual(['C:\\', 'Users\\', 'Ada'])
})
