import { writeFileSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parse } from 'jsonc-parser'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientIds } from '../../../../src/mcp/setup/clients.ts'
import { editConfig } from '../../../../src/mcp/setup/edit-config.ts'
import { installationOf } from '../../../../src/mcp/setup/installation.ts'
import { install } from '../../../../src/mcp/setup/install.ts'
import { clientFiles } from '../../../support/fixtures/mcp-client-files.ts'
import { entry, openClientBench, url, type ClientBench } from './client-harness.ts'

let bench: ClientBench

const open = async (id: (typeof clientIds)[number] = 'cursor') => {
  await bench?.close()
  bench = await openClientBench(id)
  return bench
}

beforeEach(() => open())
afterEach(() => bench.close())

const valueOf = (text: string) => parse(text, [], { allowTrailingComma: true }) as Record<string, object>
const backupName = /\.backup-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/

describe.each(clientIds)('the settings file of %s', (id) => {
  beforeEach(() => open(id))

  it('gets the entry, and nothing else in it changes', async () => {
    const was = clientFiles[id]
    await bench.put(was)
    await bench.add()
    const { container, saysType } = bench.client
    const now = valueOf(await bench.text())
    const added = saysType ? { type: 'stdio', ...entry } : entry
    expect(now).toEqual({ ...valueOf(was), [container]: { jira: added, ...valueOf(was)[container] } })
    // line by line: what was there is there, in its order
    const left = (await bench.text()).split('\n')
    for (const line of was.split('\n')) expect(left.splice(0, left.indexOf(line) + 1)).toContain(line)
  })

  it('is what it was, to the byte, when the entry is removed', async () => {
    await bench.put(clientFiles[id])
    await bench.add()
    await bench.remove()
    expect(await bench.text()).toBe(clientFiles[id])
  })

  it('is so without a backup too', async () => {
    await bench.put(clientFiles[id])
    await bench.add()
    for (const name of await bench.beside()) await rm(join(dirname(bench.file), name))
    await bench.remove()
    expect(await bench.text()).toBe(clientFiles[id])
  })

  it('keeps what others changed in the meantime', async () => {
    await bench.put(clientFiles[id])
    await bench.add()
    const { container } = bench.client
    const changed = valueOf(await bench.text())
    await bench.put(JSON.stringify({ ...changed, since: true }, null, 2))
    await bench.remove()
    expect(valueOf(await bench.text())).toEqual({ ...valueOf(clientFiles[id]), since: true })
    expect(Object.keys(valueOf(await bench.text())[container] ?? {})).not.toContain('jira')
  })

  it('is made where there is none, and gone again afterwards', async () => {
    const made = await bench.add()
    expect(made).toMatchObject({ kind: 'file', before: null, backup: null })
    expect((await stat(bench.file)).mode & 0o777).toBe(0o600)
    expect((await installationOf(bench.client, bench.at)).entries).toMatchObject([
      { name: 'jira', url, account: 'work', works: false },
    ])
    await bench.remove()
    expect(await readdir(dirname(bench.file))).toEqual([])
  })

  it('is left alone when it is broken, and that is said', async () => {
    const broken = clientFiles[id].replace('{', '')
    await bench.put(broken)
    await expect(bench.add()).rejects.toMatchObject({ code: 'mcpConfigUnusable' })
    await expect(bench.remove()).rejects.toMatchObject({ code: 'mcpConfigUnusable' })
    expect(await bench.text()).toBe(broken)
    expect(await bench.beside()).toEqual([])
    const { entries, problem } = await installationOf(bench.client, bench.at)
    expect(entries).toEqual([])
    expect(problem).toMatch(/^line \d+, column \d+: /)
  })
})

describe('a settings file', () => {
  it.each(['{}', '{}\n', '', '\n', '// mine\n', '{ "mcpServers": {} }', '\uFEFF{\r\n}\r\n'])(
    '%j is what it was after adding and removing',
    async (text) => {
      await bench.put(text)
      await bench.add()
      await bench.remove()
      expect(await bench.text()).toBe(text)
    },
  )

  it('is what it was after any number of servers that came and went', async () => {
    await bench.put('{}')
    for (const name of ['a', 'b', 'c', 'd', 'e']) await bench.add(name)
    for (const name of ['b', 'e', 'a']) await bench.remove(name)
    await bench.add('f')
    await bench.remove('f', 'd')
    await bench.remove('c')
    expect(await bench.text()).toBe('{}')
  })

  it('has another server of that name: that one is left alone', async () => {
    const text = '{"mcpServers": {"jira": {"command": "npx", "args": ["jira-mcp"]}}}'
    await bench.put(text)
    await expect(bench.add()).rejects.toMatchObject({ code: 'mcpNameTaken' })
    await expect(bench.remove()).rejects.toMatchObject({ code: 'mcpNameTaken' })
    expect(await bench.text()).toBe(text)
    expect(await bench.beside()).toEqual([])
  })

  it('does not change when the entry is there already', async () => {
    await bench.put(clientFiles.cursor)
    await bench.add()
    const [before, files] = [await stat(bench.file), await bench.beside()]
    expect(await bench.add()).toEqual({ kind: 'none', path: bench.file })
    expect((await stat(bench.file)).ino).toBe(before.ino)
    expect(await bench.beside()).toEqual(files)
  })

  it('does not change either when the client has written the entry in its own way', async () => {
    const text = JSON.stringify({ mcpServers: { jira: { env: {}, ...entry } } })
    await bench.put(text)
    expect(await bench.add()).toMatchObject({ kind: 'none' })
    expect(await bench.text()).toBe(text)
  })

  it('has the entry brought up to date when node or script are elsewhere now', async () => {
    await bench.put(clientFiles.cursor)
    await bench.add()
    const moved = { ...entry, command: '/opt/node/bin/node' }
    await bench.add('jira', moved)
    expect(valueOf(await bench.text())['mcpServers']).toMatchObject({ jira: moved })
    await bench.remove()
    expect(await bench.text()).toBe(clientFiles.cursor)
  })

  it('keeps what another program writes right before the rename', async () => {
    await bench.put(clientFiles.cursor)
    const written = ['{"theirs": 1}', '{"theirs": 2}']
    let calls = 0
    const done = await editConfig({
      path: bench.file,
      hasOurs: () => false,
      dryRun: false,
      change: (text) => {
        calls += 1
        const next = written.shift()
        // after it was read, before it is replaced
        if (next !== undefined) writeFileSync(bench.file, next)
        return `${text ?? ''} `
      },
    })
    expect(calls).toBe(3)
    expect(done).toMatchObject({ before: '{"theirs": 2}', after: '{"theirs": 2} ' })
    expect(await bench.text()).toBe('{"theirs": 2} ')
    expect(await bench.beside()).toEqual([basename(done.backup ?? '')])
    expect(await readFile(done.backup ?? '', 'utf8')).toBe('{"theirs": 2}')
  })

  it('that never rests is given up on, as the other program left it', async () => {
    await bench.put('{}')
    let count = 0
    const endless = editConfig({
      path: bench.file,
      hasOurs: () => false,
      dryRun: false,
      change: () => {
        writeFileSync(bench.file, `{"count": ${(count += 1)}}`)
        return '{"ours": 1}'
      },
    })
    await expect(endless).rejects.toMatchObject({ code: 'mcpConfigNotWritten' })
    expect(await bench.text()).toBe(`{"count": ${count}}`)
    expect(await bench.beside()).toEqual([])
  })

  it('only shows what would change in a dry run', async () => {
    await bench.put(clientFiles.cursor)
    const change = await install(bench.client, bench.at, 'jira', entry, { dryRun: true, claude: null })
    expect(change).toMatchObject({ kind: 'file', before: clientFiles.cursor, backup: null })
    expect(await bench.text()).toBe(clientFiles.cursor)
    expect(await bench.beside()).toEqual([])
  })

  it('keeps its mode, and so does the copy', async () => {
    await bench.put(clientFiles.cursor)
    await chmod(bench.file, 0o640)
    await bench.add()
    expect((await stat(bench.file)).mode & 0o777).toBe(0o640)
    const [backup = ''] = await bench.beside()
    expect(backup).toMatch(backupName)
    expect((await stat(join(dirname(bench.file), backup))).mode & 0o777).toBe(0o640)
    expect(await readFile(join(dirname(bench.file), backup), 'utf8')).toBe(clientFiles.cursor)
  })

  it('has three copies at most, and the one without anything of ours stays', async () => {
    await bench.put(clientFiles.cursor)
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await bench.add(name)
    const backups = await bench.beside()
    expect(backups).toHaveLength(3)
    const texts = await Promise.all(backups.map((name) => readFile(join(dirname(bench.file), name), 'utf8')))
    expect(texts[0]).toBe(clientFiles.cursor)
    expect(texts[2]).toContain('"e"')
  })

  it('leaves copies that others made alone', async () => {
    await bench.put(clientFiles.cursor)
    const theirs = ['mcp.json.backup-1', 'mcp.json.backup', 'mcp.json.bak']
    for (const name of theirs) await writeFile(join(dirname(bench.file), name), 'x')
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await bench.add(name)
    expect(await bench.beside()).toEqual(expect.arrayContaining(theirs))
    expect(await bench.beside()).toHaveLength(6)
  })

  it('is written where a link leads, and the link stays', async () => {
    const dotfiles = join(bench.at.home, 'dotfiles')
    await mkdir(dotfiles)
    await mkdir(dirname(bench.file), { recursive: true })
    const real = join(dotfiles, 'cursor.json')
    await writeFile(real, clientFiles.cursor)
    await symlink('../dotfiles/cursor.json', bench.file)
    await bench.add()
    expect(await readlink(bench.file)).toBe('../dotfiles/cursor.json')
    expect(await readFile(real, 'utf8')).toContain('"jira"')
    // the folder of the user's own files gets nothing else
    expect(await readdir(dotfiles)).toEqual(['cursor.json'])
    await bench.remove()
    expect(await readFile(real, 'utf8')).toBe(clientFiles.cursor)
  })

  it('is made where a link leads to nothing yet, and the link stays', async () => {
    await mkdir(dirname(bench.file), { recursive: true })
    await symlink('../dotfiles/cursor.json', bench.file)
    await bench.add()
    expect(await readFile(join(bench.at.home, 'dotfiles/cursor.json'), 'utf8')).toContain('"jira"')
    await bench.remove()
    expect(await readdir(join(bench.at.home, 'dotfiles'))).toEqual([])
    expect(await readlink(bench.file)).toBe('../dotfiles/cursor.json')
  })

  it('that is not text, or not a file, is left alone', async () => {
    await mkdir(dirname(bench.file), { recursive: true })
    const utf16 = Buffer.from('\uFEFF{}', 'utf16le')
    await writeFile(bench.file, utf16)
    await expect(bench.add()).rejects.toMatchObject({
      code: 'mcpConfigUnusable',
      detail: 'it is not UTF-8 text',
    })
    expect(await readFile(bench.file)).toEqual(utf16)
    await rm(bench.file)
    await mkdir(bench.file)
    await expect(bench.add()).rejects.toMatchObject({ code: 'mcpConfigUnusable' })
    await rm(bench.file, { recursive: true })
    await symlink(basename(bench.file), bench.file)
    await expect(bench.add()).rejects.toMatchObject({
      code: 'mcpConfigUnusable',
      detail: 'the system says ELOOP',
    })
  })

  it('that can’t be written says so, and nothing is left behind', async () => {
    // a file where the folder should be
    await writeFile(dirname(bench.file), '')
    await expect(bench.add()).rejects.toMatchObject({
      code: 'mcpConfigUnusable',
      detail: 'the system says ENOTDIR',
    })
    expect(await readdir(bench.at.home)).toEqual([basename(dirname(bench.file))])
  })
})
