import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { eventually } from '../../support/eventually.ts'
import { needProgram } from '../../support/need-program.ts'
import { startSignedInSession, type SignedInSession } from '../../support/signed-in-session.ts'

type Selection = 'clipboard' | 'primary'

const clearAfterSec = 10

let session: SignedInSession

beforeEach(async (context) => {
  needProgram(context, 'xclip')
  session = await startSignedInSession(['work'], { settings: { clipboardClearSec: clearAfterSec } })
})

/** What another program gets when it pastes; '' when nobody owns that selection. */
async function paste(selection: Selection): Promise<string> {
  const words = ['5', 'xclip', '-o', '-selection', selection]
  const { stdout } = await promisify(execFile)('timeout', words, { env: session.desktop.env }).catch(() => ({
    stdout: '',
  }))
  return stdout
}

/** Copies a text from another program, like a clipboard manager that keeps both selections the same. */
async function put(selection: Selection, text: string): Promise<ChildProcess> {
  const words = ['-selection', selection, '-quiet']
  const xclip = spawn('xclip', words, { env: session.desktop.env, stdio: ['pipe', 'ignore', 'ignore'] })
  onTestFinished(() => void xclip.kill('SIGKILL'))
  xclip.stdin.end(text)
  await eventually(() => paste(selection)).toBe(text)
  return xclip
}

async function copyToken(): Promise<string> {
  await session.launch({ args: ['--hidden'] })
  await eventually(() => session.panel.labels(), 60_000).toContain('Copy token')
  const token = await session.accessToken()
  expect(token).not.toBe('')
  await session.panel.click('Copy token')
  await eventually(() => paste('clipboard')).toBe(token)
  return token
}

test('the token is cleared from the primary selection too, along with the clipboard', async () => {
  const token = await copyToken()
  await put('primary', token)
  await eventually(() => paste('clipboard'), 60_000).not.toBe(token)
  await eventually(() => paste('primary')).not.toBe(token)
})

test('any other selection stays when the token is cleared from the clipboard', async () => {
  const token = await copyToken()
  await put('primary', 'a sentence someone selected')
  await eventually(() => paste('clipboard'), 60_000).not.toBe(token)
  expect(await paste('primary')).toBe('a sentence someone selected')
})

test('a clipboard manager does not bring the token back', async (context) => {
  needProgram(context, 'parcellite')
  const manager = spawn('parcellite', [], { env: session.desktop.env, stdio: 'ignore' })
  onTestFinished(async () => {
    const exited = once(manager, 'exit')
    manager.kill('SIGKILL')
    await exited
  })
  const token = await copyToken()
  await eventually(() => paste('clipboard'), 60_000).not.toBe(token)
  // it checks the clipboard twice a second
  await new Promise((resolve) => setTimeout(resolve, 5000))
  expect(await paste('clipboard')).not.toBe(token)
})

/** How long Chromium waits for the owner of a selection, in seconds: one that hangs stopped the app for 18 s. */
const ownerTimeoutSec = 10

// Chromium asks the program that owns the selection, and waits for it
test.fails('a program that owns the clipboard and hangs freezes nothing', async () => {
  await copyToken()
  const owner = await put('clipboard', 'something that someone copied')
  owner.kill('SIGSTOP')
  const waits: number[] = []
  const beganMs = performance.now()
  while (performance.now() - beganMs < clearAfterSec * 2000) {
    const startedMs = performance.now()
    expect(await session.cli(['token', 'work'])).toMatchObject({ code: 0 })
    waits.push((performance.now() - startedMs) / 1000)
  }
  expect(Math.max(...waits)).toBeLessThan(ownerTimeoutSec)
})
