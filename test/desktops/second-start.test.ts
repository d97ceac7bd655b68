import { expect, onTestFinished, test } from 'vitest'
import { startPrivateDesktop } from '../../scripts/desktop/private-desktop.ts'
import { eventually } from '../support/eventually.ts'
import { i3 } from './desktops.ts'
import { startRealSession } from './real-session.ts'
import { screenOf } from './screen.ts'

test('a second start on another display says where the app is, and opens its window there', async () => {
  const session = await startRealSession(i3)
  onTestFinished(() => session.close())
  await session.startApp()
  const { user } = session
  const other = await startPrivateDesktop({ bus: false, ...(user && { user }) })
  onTestFinished(() => other.close())
  const screen = screenOf('second-start', other.env)

  const [command = '', ...args] = session.appCommand
  const before = await screen.picture()
  const second = other.start(command, args, { JIRA_TOKEN_HOME: session.dataFolder })
  const dialog = await screen.untilChanged(before)
  await screen.keep('dialog', dialog)
  const where = `Its icon and window are on another desktop (${session.desktop.display ?? ''})`
  expect(second.lastWords()).toContain(where)
  await eventually(async () => (await session.windows.titled(/^Jira Token Tray$/)).length).toBe(1)

  // without a window manager, keys go where the mouse is
  await screen.move(dialog.x + 20, dialog.y + 20)
  await screen.key('Return')
  expect(await second.ended).toBe('ended with 0')
})
