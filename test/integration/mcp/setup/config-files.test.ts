import { writeFileSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, normalize } from 'node:path'
import { parse } from 'jsonc-parser'
import { parse as parseToml, stringify as toToml } from 'smol-toml'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientIds } from '../../../../src/mcp/setup/clients.ts'
import { editConfig } from '../../../../src/mcp/setup/edit-config.ts'
import { readInstallation } from '../../../../src/mcp/setup/installation.ts'
import { install } from '../../../../src/mcp/setup/install.ts'
import { clientFiles } from '../../../support/fixtures/mcp-client-files.ts'
import { expectMode } from '../../../support/expect-mode.ts'
import { isWine } from '../../../support/is-wine.ts'
import { entry, openClientHarness, url, type ClientHarness } from './client-harness.ts'

let harness: ClientHarness

const open = async (id: (typeof clientIds)[number] = 'cursor') => {
  await harness?.close()
  harness = await openClientHarness(id)
  return harness
}

beforeEach(() => open())
afterEach(() => harness.close())

const parseValue = (text: string) => parse(text, [], { allowTrailingComma: true }) as Record<string, object>
const backupName = /\.backup-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/

describe.each(clientIds)('the settings file of %s', (id) => {
  const isToml = id === 'codex'
  const parseText = (text: string) =>
    isToml ? (parseToml(text) as Record<string, object>) : parseValue(text)
  beforeEach(() => open(id))

  it('gets the entry, and nothing else changes', async () => {
    const was = clientFiles[id]
    await harness.put(was)
    await harness.add()
    const { container, format } = harness.client
    const now = parseText(await harness.text())
    const servers = { jira: format(entry), ...parseText(was)[container] }
    expect(now).toEqual({ ...parseText(was), [container]: servers })
    // every existing line is still there, in the same order
    const left = (await harness.text()).split('\n')
    for (const line of was.split('\n')) expect(left.splice(0, left.indexOf(line) + 1)).toContain(line)
  })

  it('keeps what was added to the entry when that is updated', async () => {
    const own = { ...harness.client.format(entry), timeout: 60, tools: ['a'] }
    const { container } = harness.client
    await harness.put(
      isToml ? toToml({ [container]: { jira: own } }) : JSON.stringify({ [container]: { jira: own } }),
    )
    expect(await harness.add()).toMatchObject({ kind: 'none' })
    const moved = { ...entry, command: '/opt/node/bin/node' }
    await harness.add('jira', moved)
    const updated = { ...harness.client.format(moved), timeout: 60, tools: ['a'] }
    expect(parseText(await harness.text())).toEqual({ [container]: { jira: updated } })
  })

  it('is restored exactly when the entry is removed', async () => {
    await harness.put(clientFiles[id])
    await harness.add()
    await harness.remove()
    expect(await harness.text()).toBe(clientFiles[id])
  })

  it('is restored even without a backup', async () => {
    await harness.put(clientFiles[id])
    await harness.add()
    for (const name of await harness.beside()) await rm(join(dirname(harness.file), name))
    await harness.remove()
    expect(await harness.text()).toBe(clientFiles[id])
  })

  it('keeps other changes made after the entry was added', async () => {
    await harness.put(clientFiles[id])
    await harness.add()
    const { container } = harness.client
    const changed = { ...parseText(await harness.text()), since: true }
    await harness.put(isToml ? toToml(changed) : JSON.stringify(changed, null, 2))
    await harness.remove()
    expect(parseText(await harness.text())).toEqual({ ...parseText(clientFiles[id]), since: true })
    expect(Object.keys(parseText(await harness.text())[container] ?? {})).not.toContain('jira')
  })

  it('is created if missing, and deleted again afterwards', async () => {
    const made = await harness.add()
    expect(made).toMatchObject({ kind: 'file', before: null, backup: null })
    await expectMode(harness.file, 0o600)
    expect((await readInstallation(harness.client, harness.at)).entries).toMatchObject([
      { name: 'jira', url, account: 'work', works: false },
    ])
    await harness.remove()
    expect(await readdir(dirname(harness.file))).toEqual([])
  })

  it('is left alone when it is broken, with an error that says where', async () => {
    const broken = clientFiles[id].replace(isToml ? '=' : '{', '')
    await harness.put(broken)
    await expect(harness.add()).rejects.toMatchObject({ code: 'mcpConfigUnusable' })
    await expect(harness.remove()).rejects.toMatchObject({ code: 'mcpConfigUnusable' })
    expect(await harness.text()).toBe(broken)
    expect(await harness.beside()).toEqual([])
    const { entries, problem } = await readInstallation(harness.client, harness.at)
    expect(entries).toEqual([])
    expect(problem).toMatch(/^line \d+, column \d+: /)
  })
})

describe('a settings file', () => {
  it.each(['{}', '{}\n', '', '\n', '// mine\n', '{ "mcpServers": {} }', '\uFEFF{\r\n}\r\n'])(
    '%j is unchanged after adding and removing',
    async (text) => {
      await harness.put(text)
      await harness.add()
      await harness.remove()
      expect(await harness.text()).toBe(text)
    },
  )

  it('is unchanged after adding and removing any number of servers', async () => {
    await harness.put('{}')
    for (const name of ['a', 'b', 'c', 'd', 'e']) await harness.add(name)
    for (const name of ['b', 'e', 'a']) await harness.remove(name)
    await harness.add('f')
    await harness.remove('f', 'd')
    await harness.remove('c')
    expect(await harness.text()).toBe('{}')
  })

  it('keeps another server with the same name', async () => {
    const text = '{"mcpServers": {"jira": {"command": "npx", "args": ["jira-mcp"]}}}'
    await harness.put(text)
    await expect(harness.add()).rejects.toMatchObject({ code: 'mcpNameTaken' })
    await expect(harness.remove()).rejects.toMatchObject({ code: 'mcpNameTaken' })
    expect(await harness.text()).toBe(text)
    expect(await harness.beside()).toEqual([])
  })

  it('does not change when the entry already exists', async () => {
    await harness.put(clientFiles.cursor)
    await harness.add()
    const [before, files] = [await stat(harness.file), await harness.beside()]
    expect(await harness.add()).toEqual({ kind: 'none', path: harness.file })
    expect((await stat(harness.file)).ino).toBe(before.ino)
    expect(await harness.beside()).toEqual(files)
  })

  it('does not change when the client has rewritten the entry in its own format', async () => {
    const text = JSON.stringify({ mcpServers: { jira: { env: {}, ...entry } } })
    await harness.put(text)
    expect(await harness.add()).toMatchObject({ kind: 'none' })
    expect(await harness.text()).toBe(text)
  })

  it('gets its entry updated when node or the script has moved', async () => {
    await harness.put(clientFiles.cursor)
    await harness.add()
    const moved = { ...entry, command: '/opt/node/bin/node' }
    await harness.add('jira', moved)
    expect(parseValue(await harness.text())['mcpServers']).toMatchObject({ jira: moved })
    await harness.remove()
    expect(await harness.text()).toBe(clientFiles.cursor)
  })

  it('keeps what another program writes just before the rename', async () => {
    await harness.put(clientFiles.cursor)
    const written = ['{"theirs": 1}', '{"theirs": 2}']
    let calls = 0
    const done = await editConfig({
      path: harness.file,
      hasOurs: () => false,
      dryRun: false,
      change: (text) => {
        calls += 1
        const next = written.shift()
        // after reading, before replacing
        if (next !== undefined) writeFileSync(harness.file, next)
        return `${text ?? ''} `
      },
    })
    expect(calls).toBe(3)
    expect(done).toMatchObject({ before: '{"theirs": 2}', after: '{"theirs": 2} ' })
    expect(await harness.text()).toBe('{"theirs": 2} ')
    expect(await harness.beside()).toEqual([basename(done.backup ?? '')])
    expect(await readFile(done.backup ?? '', 'utf8')).toBe('{"theirs": 2}')
  })

  it('that keeps changing is left as the other program wrote it', async () => {
    await harness.put('{}')
    let count = 0
    const endless = editConfig({
      path: harness.file,
      hasOurs: () => false,
      dryRun: false,
      change: () => {
        writeFileSync(harness.file, `{"count": ${(count += 1)}}`)
        return '{"ours": 1}'
      },
    })
    await expect(endless).rejects.toMatchObject({ code: 'mcpConfigNotWritten' })
    expect(await harness.text()).toBe(`{"count": ${count}}`)
    expect(await harness.beside()).toEqual([])
  })

  it('is not changed in a dry run, which only shows what would change', async () => {
    await harness.put(clientFiles.cursor)
    const change = await install(harness.client, harness.at, 'jira', entry, { dryRun: true, claude: null })
    expect(change).toMatchObject({ kind: 'file', before: clientFiles.cursor, backup: null })
    expect(await harness.text()).toBe(clientFiles.cursor)
    expect(await harness.beside()).toEqual([])
  })

  it('keeps its mode, and so does the backup', async () => {
    await harness.put(clientFiles.cursor)
    await chmod(harness.file, 0o640)
    await harness.add()
    await expectMode(harness.file, 0o640)
    const [backup = ''] = await harness.beside()
    expect(backup).toMatch(backupName)
    await expectMode(join(dirname(harness.file), backup), 0o640)
    expect(await readFile(join(dirname(harness.file), backup), 'utf8')).toBe(clientFiles.cursor)
  })

  it('has at most three backups, and the one without our entries stays', async () => {
    await harness.put(clientFiles.cursor)
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await harness.add(name)
    const backups = await harness.beside()
    expect(backups).toHaveLength(3)
    const texts = await Promise.all(
      backups.map((name) => readFile(join(dirname(harness.file), name), 'utf8')),
    )
    expect(texts[0]).toBe(clientFiles.cursor)
    expect(texts[2]).toContain('"e"')
  })

  it('leaves backups made by others alone', async () => {
    await harness.put(clientFiles.cursor)
    const theirs = ['mcp.json.backup-1', 'mcp.json.backup', 'mcp.json.bak']
    for (const name of theirs) await writeFile(join(dirname(harness.file), name), 'x')
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await harness.add(name)
    expect(await harness.beside()).toEqual(expect.arrayContaining(theirs))
    expect(await harness.beside()).toHaveLength(6)
  })

  it.skipIf(isWine)('is written to the target of a link, and the link stays', async () => {
    const dotfiles = join(harness.at.home, 'dotfiles')
    await mkdir(dotfiles)
    await mkdir(dirname(harness.file), { recursive: true })
    const real = join(dotfiles, 'cursor.json')
    await writeFile(real, clientFiles.cursor)
    await symlink('../dotfiles/cursor.json', harness.file)
    await harness.add()
    expect(await readlink(harness.file)).toBe(normalize('../dotfiles/cursor.json'))
    expect(await readFile(real, 'utf8')).toContain('"jira"')
    // no other files are created in the user's own folder
    expect(await readdir(dotfiles)).toEqual(['cursor.json'])
    await harness.remove()
    expect(await readFile(real, 'utf8')).toBe(clientFiles.cursor)
  })

  it.skipIf(isWine)('is created at the target of a dangling link, and the link stays', async () => {
    await mkdir(dirname(harness.file), { recursive: true })
    await symlink('../dotfiles/cursor.json', harness.file)
    await harness.add()
    expect(await readFile(join(harness.at.home, 'dotfiles/cursor.json'), 'utf8')).toContain('"jira"')
    await harness.remove()
    expect(await readdir(join(harness.at.home, 'dotfiles'))).toEqual([])
    expect(await readlink(harness.file)).toBe(normalize('../dotfiles/cursor.json'))
  })

  it('that isn’t text or isn’t a file is left alone', async () => {
    await mkdir(dirname(harness.file), { recursive: true })
    const utf16 = Buffer.from('\uFEFF{}', 'utf16le')
    await writeFile(harness.file, utf16)
    await expect(harness.add()).rejects.toMatchObject({
      code: 'mcpConfigUnusable',
      detail: 'it is not UTF-8 text',
    })
    expect(await readFile(harness.file)).toEqual(utf16)
    await rm(harness.file)
    await mkdir(harness.file)
    await expect(harness.add()).rejects.toMatchObject({ code: 'mcpConfigUnusable' })
  })

  it.skipIf(isWine)('that is a link to itself causes an error', async () => {
    await mkdir(dirname(harness.file), { recursive: true })
    await symlink(basename(harness.file), harness.file)
    await expect(harness.add()).rejects.toMatchObject({
      code: 'mcpConfigUnusable',
      detail: 'ELOOP',
    })
  })

  it('that can’t be written causes an error, and nothing is left behind', async () => {
    // a file where the folder should be
    await writeFile(dirname(harness.file), '')
    await expect(harness.add()).rejects.toMatchObject(
      // Windows says that the file is missing, and refuses to create the folder
      process.platform === 'win32'
        ? { code: 'mcpConfigNotWritten', detail: 'EEXIST' }
        : { code: 'mcpConfigUnusable', detail: 'ENOTDIR' },
    )
    expect(await readdir(harness.at.home)).toEqual([basename(dirname(harness.file))])
  })
})
