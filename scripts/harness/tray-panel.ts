import { DBusError, Variant } from '@jellybrick/dbus-next'
import { connectToDbus, plain, propertiesInterface, type DbusConnection } from './dbus-connection.ts'
import { until } from './until.ts'

/** One line of the tray menu as the panel receives it. */
interface TrayMenuEntry {
  readonly id: number
  /** `-` for a separator. */
  readonly label: string
  readonly enabled: boolean
  /** null if it can't be checked. */
  readonly checked: boolean | null
  readonly items: readonly TrayMenuEntry[]
}

/** A picture of the tray icon as the panel receives it; four bytes per pixel: red, green, blue, alpha. */
export interface TrayPixels {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
}

type LabelPattern = string | RegExp

/** A desktop panel that shows tray icons, along with its user. It only shows the newest icon. */
export interface TrayPanel {
  /** Whether there is an icon now. */
  hasIcon(): boolean
  /** The tooltip below the app's name. */
  tooltip(): Promise<string>
  menu(): Promise<readonly TrayMenuEntry[]>
  /** The entry at this path of labels, or null. */
  entry(...path: readonly LabelPattern[]): Promise<TrayMenuEntry | null>
  /** The labels of the menu or of a submenu, without separators. */
  labels(...submenu: readonly LabelPattern[]): Promise<string[]>
  /** Opens the menu, waits until this entry exists and is enabled, and clicks it; the menu closes. */
  click(...path: readonly LabelPattern[]): Promise<void>
  /** A click on the icon itself. */
  activate(): Promise<void>
  openMenu(): Promise<void>
  closeMenu(): Promise<void>
  /** All pictures offered, smallest first. */
  icons(): Promise<readonly TrayPixels[]>
  /** How often the icon announced a new picture. */
  newIconSignals(): number
  close(): void
}

const watcherName = 'org.kde.StatusNotifierWatcher'
const itemInterface = 'org.kde.StatusNotifierItem'
const menuInterface = 'com.canonical.dbusmenu'

interface Item {
  readonly service: string
  readonly path: string
}

/** KDE programs register a bus name, Ubuntu's a path, and Electron 33 the unique name of its connection. */
function toItem(registered: string, sender: string): Item {
  return registered.startsWith('/')
    ? { service: sender, path: registered }
    : { service: registered, path: '/StatusNotifierItem' }
}

/** KDE, Xfce, and waybar list `:1.21/StatusNotifierItem`, GNOME's extension `:1.21@/StatusNotifierItem`. */
function listedItem(listed: string): Item {
  const [, service = '', path = '/StatusNotifierItem'] = /^([^@/]+)@?(\/.*)?$/.exec(listed) ?? []
  return { service, path }
}

function menuEntry(layout: unknown): TrayMenuEntry {
  const [id, shown, children] = layout as [number, Record<string, unknown> & { label?: string }, unknown[]]
  const toggle = shown['toggle-type']
  return {
    id,
    label: shown['type'] === 'separator' ? '-' : (shown.label ?? ''),
    // missing properties have their default value (com.canonical.dbusmenu)
    enabled: shown['enabled'] !== false,
    checked: toggle === undefined || toggle === '' ? null : shown['toggle-state'] === 1,
    items: children.map(menuEntry),
  }
}

/** The pixmaps are ARGB in network byte order (StatusNotifierItem, "Icons"), not premultiplied. */
function toRgba(argb: Uint8Array): Uint8Array {
  const rgba = new Uint8Array(argb.length)
  for (let i = 0; i < argb.length; i += 4) {
    const [alpha = 0, red = 0, green = 0, blue = 0] = argb.subarray(i, i + 4)
    rgba.set([red, green, blue, alpha], i)
  }
  return rgba
}

const matches = (label: string, pattern: LabelPattern): boolean =>
  typeof pattern === 'string' ? label === pattern : pattern.test(label)

/** Watches for icons registered on this bus, and queries them like a panel does. */
function panelOn(bus: DbusConnection): TrayPanel & { serve(): Promise<void>; follow(): Promise<void> } {
  let item: Item | null = null
  let newIcons = 0

  const demandItem = (): Item => {
    if (item === null) throw new Error('there is no tray icon')
    return item
  }

  // Electron 33 answers Get and GetAll, although its introspection does not list the Properties interface
  const property = async (name: string): Promise<unknown> => {
    const { service, path } = demandItem()
    const [value] = await bus.call({
      destination: service,
      path,
      interface: propertiesInterface,
      member: 'Get',
      signature: 'ss',
      body: [itemInterface, name],
    })
    return plain(value)
  }

  const callMenu = async (member: string, signature: string, body: unknown[]): Promise<unknown[]> =>
    bus.call({
      destination: demandItem().service,
      // /com/canonical/dbusmenu in Electron 33
      path: String(await property('Menu')),
      interface: menuInterface,
      member,
      signature,
      body,
    })

  const root = async (): Promise<TrayMenuEntry> => {
    const [, layout] = await callMenu('GetLayout', 'iias', [0, -1, []])
    return menuEntry(plain(layout))
  }

  const event = (id: number, kind: string) =>
    callMenu('Event', 'isvu', [id, kind, new Variant('i', 0), Math.floor(Date.now() / 1000)])

  const entry: TrayPanel['entry'] = async (...path) => {
    let at: TrayMenuEntry | undefined = await root()
    for (const pattern of path) at = at?.items.find(({ label }) => matches(label, pattern))
    return at ?? null
  }

  // Electron 33 doesn't tell its menu when the root opens or closes (it answers AboutToShow of 0 with an error, and
  // `menu-will-show` is only emitted for submenus), so the app may change the menu while the user has it open. KDE's panel
  // and GNOME's extension ignore that error, and so does this one.
  const openMenu = async (): Promise<void> => {
    const tryToOpen = async (): Promise<boolean> => {
      await callMenu('AboutToShow', 'i', [0]).catch(() => undefined)
      await event(0, 'opened')
      return true
    }
    // there may be no icon yet, or still the one of an app that has just ended
    await until('the tray menu is open', tryToOpen, Boolean)
  }

  const closeMenu = async (): Promise<void> => {
    await event(0, 'closed')
  }

  const click: TrayPanel['click'] = async (...path) => {
    await openMenu()
    await until(
      `the tray menu’s entry ${path.join(' › ')} was clicked`,
      async () => {
        const found = await entry(...path)
        if (found?.enabled !== true) return `it is ${found === null ? 'not there' : 'disabled'}`
        // a menu that has changed in between has other IDs, and answers with an error: a person would click again
        await event(found.id, 'clicked').catch((error: unknown) => {
          // a click on "Quit" may end the program before it answers
          if (!(error instanceof DBusError) || !/NoReply|ServiceUnknown/.test(error.type)) throw error
        })
        return 'clicked'
      },
      (outcome) => outcome === 'clicked',
    )
    await closeMenu().catch(() => undefined)
  }

  return {
    hasIcon: () => item !== null,
    // Electron 33 leaves the tooltip's first text empty, and puts the whole text into its title
    tooltip: async () =>
      ((await property('ToolTip')) as string[])[2]?.replace(/^Jira Token Tray\n/, '') ?? '',
    menu: async () => (await root()).items,
    entry,
    labels: async (...submenu) =>
      ((await entry(...submenu))?.items ?? []).map(({ label }) => label).filter((label) => label !== '-'),
    click,
    activate: async () => {
      const { service, path } = demandItem()
      const call = { destination: service, path, interface: itemInterface, member: 'Activate' }
      await bus.call({ ...call, signature: 'ii', body: [0, 0] })
    },
    openMenu,
    closeMenu,
    // Electron 33 offers only one picture, the one with the largest scale factor
    icons: async () =>
      ((await property('IconPixmap')) as [number, number, Uint8Array][])
        .map(([width, height, argb]) => ({ width, height, rgba: toRgba(argb) }))
        .toSorted((a, b) => a.width - b.width),
    newIconSignals: () => newIcons,
    close: () => bus.close(),
    follow: async () => {
      const call = { path: '/StatusNotifierWatcher', interface: propertiesInterface, member: 'Get' }
      const body = [watcherName, 'RegisteredStatusNotifierItems']
      const ask = () => bus.call({ destination: watcherName, ...call, signature: 'ss', body })
      // other programs have icons too
      const findOurs = async () => {
        for (const listed of plain((await ask())[0]) as string[]) {
          item = listedItem(listed)
          const tooltip = (await property('ToolTip').catch(() => null)) as string[] | null
          if (tooltip?.[2]?.startsWith('Jira Token Tray')) return true
        }
        item = null
        return false
      }
      await until('a panel lists the icon', findOurs, Boolean)
    },
    serve: async () => {
      bus.serve({
        path: '/StatusNotifierWatcher',
        interface: watcherName,
        methods: {
          RegisterStatusNotifierItem: ([registered], sender) => {
            item = toItem(String(registered), sender)
            bus.emit('/StatusNotifierWatcher', watcherName, 'StatusNotifierItemRegistered', 's', [
              item.service + item.path,
            ])
            return ['']
          },
          RegisterStatusNotifierHost: () => [''],
        },
        properties: {
          IsStatusNotifierHostRegistered: () => ['b', true],
          ProtocolVersion: () => ['i', 0],
          RegisteredStatusNotifierItems: () => ['as', item === null ? [] : [item.service + item.path]],
        },
      })
      await bus.onSignal(`interface='${itemInterface}',member='NewIcon'`, ({ member }) => {
        if (member === 'NewIcon') newIcons += 1
      })
      // an icon disappears with its program's connection
      await bus.onSignal(`sender='org.freedesktop.DBus',member='NameOwnerChanged'`, ({ member, body }) => {
        if (member === 'NameOwnerChanged' && body[0] === item?.service && body[2] === '') item = null
      })
      await bus.requestName(watcherName)
    },
  }
}

/** What the icon tells the panel that a real desktop already has on this session bus; waits until it is listed there. */
export async function readTrayIcon(busAddress: string): Promise<TrayPanel> {
  const panel = panelOn(await connectToDbus(busAddress))
  await panel.follow()
  return panel
}

/** Starts a panel on this session bus: the watcher and the host in one. */
export async function startTrayPanel(busAddress: string): Promise<TrayPanel> {
  const panel = panelOn(await connectToDbus(busAddress))
  await panel.serve()
  return panel
}
