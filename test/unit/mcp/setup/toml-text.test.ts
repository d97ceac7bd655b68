import fc from 'fast-check'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { serversIn, withEntry, withoutEntry } from '../../../../src/mcp/setup/config-text.ts'

const place = { container: 'mcp_servers', name: 'jira' }
const entry = { command: 'node', args: ['mcp'], env: { A: 'b' } }
const section = `[mcp_servers.jira]
command = "node"
args = [ "mcp" ]

[mcp_servers.jira.env]
A = "b"
`

describe('an entry in a TOML file', () => {
  it.each([
    [null, section],
    ['', section],
    ['model = "x"\n', `model = "x"\n\n${section}`],
    ['model = "x"', `model = "x"\n\n${section}`],
    ['\uFEFFa = 1\r\n', `\uFEFFa = 1\r\n\r\n${section.replaceAll('\n', '\r\n')}`],
  ])('is added at the end of %j', (text, after) => {
    expect(withEntry(text, place, entry)).toBe(after)
    expect(serversIn(after, 'mcp_servers').get('jira')).toStrictEqual(entry)
  })

  it('replaces the one with its name, and leaves comments about others alone', () => {
    const old = `# mine\n[mcp_servers.jira]\ncommand = "old"\n\n[mcp_servers."jira".env]\nX = "y"\n\n# about b\n[b] # here\nc = 1\n`
    expect(withEntry(old, place, entry)).toBe(`# mine\n\n# about b\n[b] # here\nc = 1\n\n${section}`)
    expect(withoutEntry(old, place, [])).toBe('# mine\n\n# about b\n[b] # here\nc = 1\n')
  })

  it('isn’t looked for in strings, arrays, and names that only begin like it', () => {
    const others = `s = """\n[mcp_servers.jira]\n"""\nl = '''\n[mcp_servers.jira]'''\na = [\n  [1],\n]\n[mcp_servers.jira-2]\ncommand = "#['"\n`
    const after = withEntry(others, place, entry)
    expect(after).toBe(`${others}\n${section}`)
    expect(withoutEntry(after, place, [])).toBe(others)
  })

  it.each([
    'mcp_servers = {}\n',
    'mcp_servers = { jira = { command = "x" } }\n',
    'mcp_servers.jira.command = "x"\n',
    '[mcp_servers]\njira = { command = "x" }\n',
    'mcp_servers = 1\n',
    '[[mcp_servers]]\nname = "jira"\n',
    'a = 1\na = 2\n',
  ])('is refused where it can’t be one of its own tables: %j', (text) => {
    expect(() => withEntry(text, place, entry)).toThrow(
      expect.objectContaining({ code: 'mcpConfigUnusable' }),
    )
  })

  it('never changes anything else, whatever it contains', () => {
    const text = fc.string({ unit: 'binary' })
    const odd = fc.record({ command: text, args: fc.array(text), env: fc.dictionary(text, text) })
    const before = `a = 1979-05-27\nbig = 12345678901234567890\n[mcp_servers.x]\ncommand = "y"\n`
    fc.assert(
      fc.property(odd, (one) => {
        const after = withEntry(before, place, one)
        expect(after.startsWith(before)).toBe(true)
        expect(serversIn(after, 'mcp_servers').get('jira')).toEqual(one)
        expect(withoutEntry(after, place, [])).toBe(before)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps tables of servers that are empty', () => {
    expect(parse(withoutEntry(`[mcp_servers]\n\n${section}`, place, []) ?? '')).toEqual({ mcp_servers: {} })
    const big = 'big = 12345678901234567890\n'
    expect(withoutEntry(`${big}\n${section}`, place, [])).toBe(big)
  })
})
