import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { connectToDbus, plain } from '../../scripts/harness/dbus-connection.ts'
import type { RealDesktop } from './desktops.ts'
import type { Box } from './box.ts'

const run = promisify(execFile)

/** A window as the user sees it. */
export interface ShownWindow extends Box {
  readonly id: string
  /** Whether it floats above the others; undefined where the desktop doesn't say. */
  readonly floats?: boolean
}

/** What the user sees, by asking the window manager. */
export interface ShownWindows {
  /** The visible windows whose title matches. */
  titled(title: RegExp): Promise<readonly ShownWindow[]>
  /** The title of the window that gets the keys; '' if none does. */
  focused(): Promise<string>
}

function x11Windows(env: NodeJS.ProcessEnv): ShownWindows {
  // it fails if there is no such window
  const xdotool = (...words: string[]) =>
    run('xdotool', words, { env }).then(
      ({ stdout }) => stdout.trim(),
      () => '',
    )
  const look = async (id: string): Promise<ShownWindow> => {
    const lines = (await xdotool('getwindowgeometry', '--shell', id)).split('\n')
    const numbers = Object.fromEntries(lines.map((line) => line.split('='))) as Record<string, string>
    const [x = 0, y = 0, width = 0, height = 0] = ['X', 'Y', 'WIDTH', 'HEIGHT'].map((key) =>
      Number(numbers[key]),
    )
    return { id, x, y, width, height }
  }
  return {
    titled: async (title) => {
      const ids = await xdotool('search', '--onlyvisible', '--name', title.source)
      return Promise.all(ids.split('\n').filter(Boolean).map(look))
    },
    focused: () => xdotool('getactivewindow', 'getwindowname'),
  }
}

interface SwayNode {
  readonly id: number
  readonly name: string | null
  readonly type: string
  readonly visible?: boolean
  readonly focused: boolean
  readonly rect: Box
  readonly nodes: readonly SwayNode[]
  readonly floating_nodes: readonly SwayNode[]
}

const everyNode = (node: SwayNode): SwayNode[] => [
  node,
  ...[...node.nodes, ...node.floating_nodes].flatMap(everyNode),
]

function swayWindows(env: NodeJS.ProcessEnv): ShownWindows {
  const nodes = async () =>
    everyNode(JSON.parse((await run('swaymsg', ['-t', 'get_tree'], { env })).stdout) as SwayNode)
  return {
    titled: async (title) =>
      (await nodes())
        .filter(({ name, visible }) => title.test(name ?? '') && visible === true)
        .map(({ id, type, rect }) => ({ id: String(id), ...rect, floats: type === 'floating_con' })),
    focused: async () => (await nodes()).find(({ focused }) => focused)?.name ?? '',
  }
}

const introspection = 'org.gnome.Shell.Introspect'

interface GnomeWindow {
  readonly title?: string
  readonly width?: number
  readonly height?: number
  readonly 'is-hidden'?: boolean
  readonly 'has-focus'?: boolean
}

/** GNOME only answers in its unsafe mode, and says the size, but not the place. */
function gnomeWindows(busAddress: string): ShownWindows {
  const windows = async () => {
    const bus = await connectToDbus(busAddress)
    const path = '/org/gnome/Shell/Introspect'
    const call = { destination: introspection, path, interface: introspection, member: 'GetWindows' }
    const [answer] = await bus.call(call).finally(() => bus.close())
    return Object.entries(plain(answer) as Record<string, GnomeWindow>)
  }
  return {
    titled: async (wanted) =>
      (await windows())
        .filter(([, { title, 'is-hidden': isHidden }]) => wanted.test(title ?? '') && isHidden !== true)
        .map(([id, { width = 0, height = 0 }]) => ({ id, x: 0, y: 0, width, height })),
    focused: async () => (await windows()).find(([, one]) => one['has-focus'] === true)?.[1].title ?? '',
  }
}

export function shownWindows({ display, name }: RealDesktop, env: NodeJS.ProcessEnv): ShownWindows {
  if (display === 'x11') return x11Windows(env)
  return name === 'sway' ? swayWindows(env) : gnomeWindows(env['DBUS_SESSION_BUS_ADDRESS'] ?? '')
}
