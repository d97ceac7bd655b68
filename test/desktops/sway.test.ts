import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { getKeychainService, readKeychain } from '../../scripts/harness/keychain.ts'
import { eventually } from '../support/eventually.ts'
import { sway } from './desktops.ts'
import { findIcon } from './find-icon.ts'
import { startRealSession } from './real-session.ts'
import type { Box } from './screen.ts'

const run = promisify(execFile)

interface SwayNode {
  readonly name: string | null
  readonly type: string
  readonly visible?: boolean
  readonly focused: boolean
  readonly nodes: readonly SwayNode[]
  readonly floating_nodes: readonly SwayNode[]
}

const everyNode = (node: SwayNode): SwayNode[] => [
  node,
  ...[...node.nodes, ...node.floating_nodes].flatMap(everyNode),
]

test('sway: the icon is sharp, the window opens and closes, and a copied token can be pasted, until it is cleared', async () => {
  const session = await startRealSession(sway)
  onTestFinished(() => session.close())
  const { screen, env } = session
  const item = await session.startApp()
  const windows = async () => {
    const tree = JSON.parse((await run('swaymsg', ['-t', 'get_tree'], { env })).stdout) as SwayNode
    return everyNode(tree).filter(({ name, visible }) => name === 'Jira Token Tray' && visible === true)
  }
  let icon: Box | null = null
  await eventually(async () => {
    icon = findIcon(await screen.picture(), sway.iconPx)
    return icon !== null
  })
    .toBe(true)
    .catch(async (error: unknown) => {
      await screen.keep('no-icon')
      throw error
    })
  const { x, y, width, height } = icon ?? { x: 0, y: 0, width: 0, height: 0 }
  await screen.keep('icon', { x: x - 2, y: y - 2, width: width + 4, height: height + 4 })
  await screen.keep('icon-enlarged', { x: x - 2, y: y - 2, width: width + 4, height: height + 4 }, 8)

  await item?.click('Copy token')
  const paste = async () =>
    (await run('wl-paste', ['--no-newline'], { env }).catch(() => ({ stdout: '' }))).stdout
  const keychain = await readKeychain(session.desktop.env, getKeychainService(session.dataFolder))
  const token = keychain[0]?.tokenSet?.accessToken ?? ''
  expect(token).not.toBe('')
  await eventually(paste).toBe(token)
  await eventually(paste).toBe('')

  await screen.click({ x, y, width, height })
  await eventually(async () => (await windows()).map(({ type }) => type)).toEqual(['floating_con'])
  await screen.untilStill()
  await screen.keep('window')
  await screen.click({ x, y, width, height })
  await eventually(async () => (await windows()).length).toBe(0)
  await screen.untilShown(() => screen.click({ x, y, width, height }, 3))
  await screen.keep('menu')
})
