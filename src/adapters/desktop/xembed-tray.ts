import { connectToXDisplay, type XDisplay } from './x-display.ts'

const opcodes = { internAtom: 16, getSelectionOwner: 23 } as const

/** The number that this X server has for a name. */
export async function internAtom(display: XDisplay, name: string): Promise<number> {
  const head = Buffer.alloc(8)
  head[0] = opcodes.internAtom
  head.writeUInt16LE(name.length, 4)
  return (await display.ask(Buffer.concat([head, Buffer.from(name)]))).readUInt32LE(8)
}

/** The selection that a tray on this screen owns. Source: freedesktop.org, System Tray Protocol, "Locating the system tray". */
export const trayAtomName = ({ screen }: Pick<XDisplay, 'screen'>): string => `_NET_SYSTEM_TRAY_S${screen}`

/**
 * Whether this X11 desktop has a tray of the older kind, which embeds windows: i3bar, tint2, trayer, and others. Chromium
 * shows its icon there if there is no StatusNotifier host. Never rejects.
 */
export async function hasXembedTray(environment: NodeJS.ProcessEnv): Promise<boolean> {
  // windows of Wayland can't be embedded
  if (environment['WAYLAND_DISPLAY'] || !environment['DISPLAY']) return false
  try {
    const display = await connectToXDisplay(environment)
    try {
      const request = Buffer.alloc(8)
      request[0] = opcodes.getSelectionOwner
      request.writeUInt32LE(await internAtom(display, trayAtomName(display)), 4)
      return (await display.ask(request)).readUInt32LE(8) !== 0
    } finally {
      display.close()
    }
  } catch {
    return false
  }
}
