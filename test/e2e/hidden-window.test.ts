import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDesktopSession, type DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { eventually } from '../support/eventually.ts'

let session: DesktopSession

beforeAll(async () => {
  session = await startDesktopSession()
  await session.launch()
})
afterAll(() => session.close())

const renderers = () =>
  session.app.electron.evaluate(({ app }) => app.getAppMetrics().filter(({ type }) => type === 'Tab').length)

test('a hidden window’s renderer process ends within a minute, and opening the window starts a new one', async () => {
  const window = await session.app.window()
  await window.getByRole('button', { name: /^jira api/i }).waitFor()
  await eventually(renderers).toBe(1)
  // one that is not shown yet can't be hidden
  await eventually(() => session.app.isWindowVisible()).toBe(true)
  await window.keyboard.press('Escape')

  await eventually(renderers).toBe(0)
  expect(session.app.isRunning()).toBe(true)
  const again = await session.app.open()
  await again.getByRole('button', { name: /^jira api/i }).waitFor()
})
