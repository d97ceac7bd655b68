import { writeFileSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parse } from 'jsonc-parser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientIds } from '../../../../src/mcp/setup/clients.ts'
import { editConfig } from '../../../../src/mcp/setup/edit-config.ts'
import { readInstallation } from '../../../../src/mcp/setup/installation.ts'
import { install } from '../../../../src/mcp/setup/install.ts'
import { clientFiles } from '../../../support/fixtures/mcp-client-files.ts'
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
  beforeEach(() => open(id))

  it('gets the entry, and nothing else in it changes', async () => {
    const was = clientFiles[id]
    await harness.put(was)
    await harness.add()
    const { container, saysType } = harness.client
    const now = parseValue(await harness.text())
    const added = saysType ? { type: 'stdio', ...entry } : entry
    expect(now).toEqual({ ...parseValue(was), [container]: { jira: added, ...parseValue(was)[container] } })
    // line by line: what was there is there, in its order
    const left = (await harness.text()).split('\n')
    for (const line of was.split('\n')) expect(left.splice(0, left.indexOf(line) + 1)).toContain(line)
  })

  it('is what it was, to the byte, when the entry is removed', async () => {
    await harness.put(clientFiles[id])
    await harness.add()
    await harness.remove()
    expect(await harness.text()).toBe(clientFiles[id])
  })

  it('is so without a backup too', async () => {
    await harness.put(clientFiles[id])
    await harness.add()
    for (const name of await harness.beside()) await rm(join(dirname(harness.file), name))
    await harness.remove()
    expect(await harness.text()).toBe(clientFiles[id])
  })

  it('keeps what others changed in the meantime', async () => {
    await harness.put(clientFiles[id])
    await harness.add()
    const { container } = harness.client
    const changed = parseValue(await harness.text())
    await harness.put(JSON.stringify({ ...changed, since: true }, null, 2))
    await harness.remove()
    expect(parseValue(await harness.text())).toEqual({ ...parseValue(clientFiles[id]), since: true })
    expect(Object.keys(parseValue(await harness.text())[container] ?? {})).not.toContain('jira')
  })

  it('is made where there is none, and gone again afterwards', async () => {
    const made = await harness.add()
    expect(made).toMatchObject({ kind: 'file', before: null, backup: null })
    expect((await stat(harness.file)).mode & 0o777).toBe(0o600)
    expect((await readInstallation(harness.client, harness.at)).entries).toMatchObject([
      { name: 'jira', url, account: 'work', works: false },
    ])
    await harness.remove()
    expect(await readdir(dirname(harness.file))).toEqual([])
  })

  it('is left alone when it is broken, and that is said', async () => {
    const broken = clientFiles[id].replace('{', '')
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
    '%j is what it was after adding and removing',
    async (text) => {
      await harness.put(text)
      await harness.add()
      await harness.remove()
      expect(await harness.text()).toBe(text)
    },
  )

  it('is what it was after any number of servers that came and went', async () => {
    await harness.put('{}')
    for (const name of ['a', 'b', 'c', 'd', 'e']) await harness.add(name)
    for (const name of ['b', 'e', 'a']) await harness.remove(name)
    await harness.add('f')
    await harness.remove('f', 'd')
    await harness.remove('c')
    expect(await harness.text()).toBe('{}')
  })

  it('has another server of that name: that one is left alone', async () => {
    const text = '{"mcpServers": {"jira": {"command": "npx", "args": ["jira-mcp"]}}}'
    await harness.put(text)
    await expect(harness.add()).rejects.toMatchObject({ code: 'mcpNameTaken' })
    await expect(harness.remove()).rejects.toMatchObject({ code: 'mcpNameTaken' })
    expect(await harness.text()).toBe(text)
    expect(await harness.beside()).toEqual([])
  })

  it('does not change when the entry is there already', async () => {
    await harness.put(clientFiles.cursor)
    await harness.add()
    const [before, files] = [await stat(harness.file), await harness.beside()]
    expect(await harness.add()).toEqual({ kind: 'none', path: harness.file })
    expect((await stat(harness.file)).ino).toBe(before.ino)
    expect(await harness.beside()).toEqual(files)
  })

  it('does not change either when the client has written the entry in its own way', async () => {
    const text = JSON.stringify({ mcpServers: { jira: { env: {}, ...entry } } })
    await harness.put(text)
    expect(await harness.add()).toMatchObject({ kind: 'none' })
    expect(await harness.text()).toBe(text)
  })

  it('has the entry brought up to date when node or script are elsewhere now', async () => {
    await harness.put(clientFiles.cursor)
    await harness.add()
    const moved = { ...entry, command: '/opt/node/bin/node' }
    await harness.add('jira', moved)
    expect(parseValue(await harness.text())['mcpServers']).toMatchObject({ jira: moved })
    await harness.remove()
    expect(await harness.text()).toBe(clientFiles.cursor)
  })

  it('keeps what another program writes right before the rename', async () => {
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
        // after it was read, before it is replaced
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

  it('that never rests is given up on, as the other program left it', async () => {
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

  it('only shows what would change in a dry run', async () => {
    await harness.put(clientFiles.cursor)
    const change = await install(harness.client, harness.at, 'jira', entry, { dryRun: true, claude: null })
    expect(change).toMatchObject({ kind: 'file', before: clientFiles.cursor, backup: null })
    expect(await harness.text()).toBe(clientFiles.cursor)
    expect(await harness.beside()).toEqual([])
  })

  it('keeps its mode, and so does the copy', async () => {
    await harness.put(clientFiles.cursor)
    await chmod(harness.file, 0o640)
    await harness.add()
    expect((await stat(harness.file)).mode & 0o777).toBe(0o640)
    const [backup = ''] = await harness.beside()
    expect(backup).toMatch(backupName)
    expect((await stat(join(dirname(harness.file), backup))).mode & 0o777).toBe(0o640)
    expect(await readFile(join(dirname(harness.file), backup), 'utf8')).toBe(clientFiles.cursor)
  })

  it('has three copies at most, and the one without anything of ours stays', async () => {
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

  it('leaves copies that others made alone', async () => {
    await harness.put(clientFiles.cursor)
    const theirs = ['mcp.json.backup-1', 'mcp.json.backup', 'mcp.json.bak']
    for (const name of theirs) await writeFile(join(dirname(harness.file), name), 'x')
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await harness.add(name)
    expect(await harness.beside()).toEqual(expect.arrayContaining(theirs))
    expect(await harness.beside()).toHaveLength(6)
  })

  it('is written where a link leads, and the link stays', async () => {
    const dotfiles = join(harness.at.home, 'dotfiles')
    await mkdir(dotfiles)
    await mkdir(dirname(harness.file), { recursive: true })
    const real = join(dotfiles, 'cursor.json')
    await writeFile(real, clientFiles.cursor)
    await symlink('../dotfiles/cursor.json', harness.file)
    await harness.add()
    expect(await readlink(harness.file)).toBe('../dotfiles/cursor.json')
    expect(await readFile(real, 'utf8')).toContain('"jira"')
    // the folder of the user's own files gets nothing else
    expect(await readdir(dotfiles)).toEqual(['cursor.json'])
    await harness.remove()
    expect(await readFile(real, 'utf8')).toBe(clientFiles.cursor)
  })

  it('is made where a link leads to nothing yet, and the link stays', async () => {
    await mkdir(dirname(harness.file), { recursive: true })
    await symlink('../dotfiles/cursor.json', harness.file)
    await harness.add()
    expect(await readFile(join(harness.at.home, 'dotfiles/cursor.json'), 'utf8')).toContain('"jira"')
    await harness.remove()
    expect(await readdir(join(harness.at.home, 'dotfiles'))).toEqual([])
    expect(await readlink(harness.file)).toBe('../dotfiles/cursor.json')
  })

  it('that is not text, or not a file, is left alone', async () => {
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
    await rm(harness.file, { recursive: true })
    await symlink(basename(harness.file), harness.file)
    await expect(harness.add()).rejects.toMatchObject({
      code: 'mcpConfigUnusable',
      detail: 'the system says ELOOP',
    })
  })

  it('that can’t be written says so, and nothing is left behind', async () => {
    // a file where the folder should be
    await writeFile(dirname(harness.file), '')
    await expect(harness.add()).rejects.toMatchObject({
      code: 'mcpConfigUnusable',
      detail: 'the system says ENOTDIR',
    })
    expect(await readdir(harness.at.home)).toEqual([basename(dirname(harness.file))])
  })
})
