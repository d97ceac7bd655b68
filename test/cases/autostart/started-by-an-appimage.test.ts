import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { launchHidden, switchAutostartOn } from '../../support/autostart-file.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

// a program in an AppImage passes APPIMAGE on to everything it starts: a terminal, an editor, an MCP client

let session: SignedInSession
let editor: string
let editorWasStarted: string

beforeEach(async () => {
  session = await startSignedInSession(['work'])
  editor = join(session.desktop.home, 'Editor.AppImage')
  editorWasStarted = join(session.desktop.home, 'editor-was-started')
  await writeFile(editor, `#!/bin/sh\necho "$@" >>'${editorWasStarted}'\nsleep 60\n`, { mode: 0o755 })
  await launchHidden(session, { APPIMAGE: editor, APPDIR: '/tmp/.mount_Editor' })
})

test('an app started by another AppImage does not start that one at login', async () => {
  expect(await switchAutostartOn(session)).not.toContain(editor)
})

test('an app started by another AppImage does not record that one as its own program', async () => {
  expect(await readFile(join(session.dataFolder, 'owner/start-app.json'), 'utf8')).not.toContain(editor)
})

test('after an app that another AppImage started has quit, a program gets a token and does not start that AppImage', async () => {
  await session.app.quit()
  expect(await session.cli(['token', 'work'])).toMatchObject({ code: 0, stderr: '' })
  expect(existsSync(editorWasStarted)).toBe(false)
})
