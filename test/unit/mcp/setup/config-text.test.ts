import fc from 'fast-check'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { serversIn, withEntry, withoutEntry } from '../../../../src/mcp/setup/config-text.ts'
import { blankDocuments, jsoncDocuments, jsonDocuments } from './jsonc-documents.ts'

const place = { container: 'mcpServers', name: 'jira' }
const second = { container: 'mcpServers', name: 'confluence' }
const entry = {
  command: '/usr/bin/node',
  args: ['/opt/jira-token.cjs', 'mcp', '--url', 'https://mcp.example.com/mcp'],
}

const parseValue = (text: string): unknown =>
  parse(text.replace(/^\uFEFF/, ''), [], { allowTrailingComma: true }) as unknown

const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown

/** Whether the only change is one inserted piece of text. */
function isOneInsertion(before: string, after: string): boolean {
  let head = 0
  while (head < before.length && before[head] === after[head]) head += 1
  return after.endsWith(before.slice(head))
}

describe('adding an entry', () => {
  it('changes nothing else, however the file is formatted', () => {
    fc.assert(
      fc.property(jsoncDocuments('maybe'), (text) => {
        const after = withEntry(text, place, entry)
        expect(isOneInsertion(text, after)).toBe(true)
        const was = parseValue(text) as Record<string, object>
        expect(parseValue(after)).toEqual({ ...was, mcpServers: { ...was['mcpServers'], jira: entry } })
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves plain JSON readable for every program', () => {
    fc.assert(
      fc.property(jsonDocuments, (text) => {
        expect(json(JSON.parse(withEntry(text, place, entry)))).toMatchObject({ mcpServers: { jira: entry } })
      }),
      { numRuns: 500 },
    )
  })

  it('works in files that are empty or only contain comments', () => {
    fc.assert(
      fc.property(blankDocuments, (text) => {
        const after = withEntry(text, place, entry)
        expect(after.startsWith(text)).toBe(true)
        expect(parseValue(after)).toEqual({ mcpServers: { jira: entry } })
      }),
    )
  })

  it('keeps the file’s indentation and line endings', () => {
    const text = '{\r\n\t"mcpServers": {\r\n\t\t"other": {} // mine\r\n\t}\r\n}'
    expect(withEntry(text, place, { command: 'x' })).toBe(
      '{\r\n\t"mcpServers": {\r\n\t\t"jira": {\r\n\t\t\t"command": "x"\r\n\t\t},\r\n\t\t"other": {} // mine\r\n\t}\r\n}',
    )
  })

  it('leaves a comment next to what it is about', () => {
    const text =
      '{\n  "mcpServers": { // all of mine\n    // the files\n    "files": {}, // read only\n  }\n}\n'
    expect(withEntry(text, place, { command: 'x' })).toBe(
      '{\n  "mcpServers": { // all of mine\n    "jira": {\n      "command": "x"\n    },\n    // the files\n    "files": {}, // read only\n  }\n}\n',
    )
  })

  it('goes below a comment next to the brace of an otherwise empty object', () => {
    expect(withEntry('{\n  "mcpServers": { // none yet\n  }\n}', place, 'x')).toBe(
      '{\n  "mcpServers": { // none yet\n    "jira": "x"\n  \n  }\n}',
    )
  })

  it('stays on one line if the file is on one line', () => {
    expect(withEntry('{"mcpServers":{"a":{}}}', place, { command: 'x' })).toBe(
      '{"mcpServers":{"jira":{"command":"x"},"a":{}}}',
    )
    expect(withEntry('{ "theme": "dark" }', place, { command: 'x' })).toBe(
      '{ "mcpServers": {"jira":{"command":"x"}}, "theme": "dark" }',
    )
  })

  it('creates a file that looks handwritten', () => {
    expect(withEntry(null, place, { command: 'x', args: ['y'] })).toBe(
      '{\n  "mcpServers": {\n    "jira": {\n      "command": "x",\n      "args": [\n        "y"\n      ]\n    }\n  }\n}\n',
    )
    expect(withEntry('{}', place, { command: 'x' })).toBe(
      '{\n  "mcpServers": {\n    "jira": {\n      "command": "x"\n    }\n  }\n}',
    )
  })

  it('replaces an entry of the same name in place', () => {
    const text =
      '{\n  "mcpServers": {\n    "a": {},\n    "jira": {\n      "command": "old"\n    } // ours\n  }\n}\n'
    expect(withEntry(text, place, { command: 'new' })).toBe(text.replace('old', 'new'))
  })
})

describe('removing an entry', () => {
  it('restores the old file exactly, with its backup', () => {
    fc.assert(
      fc.property(fc.oneof(jsoncDocuments('maybe'), jsonDocuments, blankDocuments), (text) => {
        expect(withoutEntry(withEntry(text, place, entry), place, ['{"older": 1}', text])).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  it('does so even without a backup, if the file had an object for servers', () => {
    fc.assert(
      fc.property(jsoncDocuments('always'), (text) => {
        expect(withoutEntry(withEntry(text, place, entry), place, [])).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  it('does so with two entries, whichever is removed first', () => {
    fc.assert(
      fc.property(jsoncDocuments('maybe'), fc.boolean(), (text, firstFirst) => {
        const both = withEntry(withEntry(text, place, entry), second, entry)
        const [one, other] = firstFirst ? [place, second] : [second, place]
        const left = withoutEntry(both, one, [text])
        expect(withoutEntry(left ?? '', other, [text])).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps later changes, even after another program rewrote the file', () => {
    fc.assert(
      fc.property(jsoncDocuments('maybe'), fc.constantFrom(undefined, 2, '\t'), (text, indent) => {
        const was = parseValue(text) as Record<string, object>
        const changed = { ...(parseValue(withEntry(text, place, entry)) as object), added: true }
        const left = withoutEntry(JSON.stringify(changed, null, indent), place, [text]) ?? ''
        expect(JSON.parse(left)).toEqual(json({ ...was, mcpServers: { ...was['mcpServers'] }, added: true }))
      }),
      { numRuns: 500 },
    )
  })

  it('leaves plain JSON readable for every program, wherever the entry is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string(), { maxLength: 3 }),
        fc.nat(3),
        fc.constantFrom(undefined, 2),
        (names, at, indent) => {
          const others = names
            .filter((name) => name !== 'jira' && name !== '__proto__')
            .map((name) => [name, 1])
          const servers = Object.fromEntries(
            (others as [string, unknown][]).toSpliced(at, 0, ['jira', entry]),
          ) as object
          const left = withoutEntry(JSON.stringify({ mcpServers: servers, z: 1 }, null, indent), place, [])
          expect(JSON.parse(left ?? '')).toEqual({ mcpServers: Object.fromEntries(others) as object, z: 1 })
        },
      ),
    )
  })

  it('keeps the comments around it, and doesn’t let one swallow what follows', () => {
    const around =
      '{ "mcpServers": { "a": 1, // one\n "jira": {"command": "x"} /* two */, // three\n "b": 2 } }'
    expect(withoutEntry(around, place, [])).toBe(
      '{ "mcpServers": { "a": 1, // one /* two */ // three\n "b": 2 } }'.replace('// one', '// one\n'),
    )
    const last = '{"mcpServers":{"a":1, // one\n"jira":{"command":"x"}}}'
    expect(withoutEntry(last, place, [])).toBe('{"mcpServers":{"a":1 // one\n}}')
  })

  it('keeps the closing brace where it was, below a comment', () => {
    const text = '{\n  "mcpServers": {\n    // ours\n    "jira": {"command": "x"}\n  }\n}'
    expect(withoutEntry(text, place, [])).toBe('{\n  "mcpServers": {\n    // ours\n  }\n}')
  })

  it('removes a file that was created for the entry, and keeps one that existed before', () => {
    const made = withEntry(null, place, entry)
    expect(withoutEntry(made, place, [])).toBeNull()
    expect(withoutEntry(made, place, [''])).toBe('')
    expect(withoutEntry(withEntry('{}', place, entry), place, ['{}'])).toBe('{}')
    expect(withoutEntry(`// mine\n${made}`, place, [])).toBe('// mine\n{\n  "mcpServers": {}\n}\n')
  })

  it('does nothing if there is no such entry', () => {
    expect(withoutEntry('{ "mcpServers": {} }', place, [])).toBe('{ "mcpServers": {} }')
  })
})

describe('a file that is not JSON', () => {
  it.each([
    ['{ "mcpServers": { "a": {} }', 'line 1, column 28: close brace expected'],
    ['{\n  "a": 1\n  "b": 2\n}', 'line 3, column 3: comma expected'],
    ['[]', 'it is not a JSON object'],
    ['{ "mcpServers": [] }', '“mcpServers” is not an object'],
    ['{ "mcpServers": null }', '“mcpServers” is not an object'],
    ['{ "mcpServers": {}, "mcpServers": {} }', 'it contains “mcpServers” twice'],
    ['{ "mcpServers": { "jira": 1, "jira": 2 } }', 'it contains “jira” twice'],
    ['{ "a": 1 } }', 'line 1, column 12: end of file expected'],
  ])('%j is refused, with the position', (text, detail) => {
    expect(() => withEntry(text, place, entry)).toThrow(
      expect.objectContaining({ code: 'mcpConfigUnusable', detail }) as Error,
    )
  })

  it('lists the servers of any valid file', () => {
    expect([...serversIn('\uFEFF{ "mcpServers": { "a": 1, /* b */ }, }', 'mcpServers')]).toEqual([['a', 1]])
    expect(serversIn(null, 'mcpServers').size).toBe(0)
    expect(serversIn('// later\n', 'mcpServers').size).toBe(0)
  })
})
