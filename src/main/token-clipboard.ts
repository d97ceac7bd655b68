import electron, { clipboard } from 'electron'
import {
  clearWaylandClipboard,
  copyOnWayland,
  isInWaylandClipboard,
} from '../adapters/desktop/wayland-clipboard.ts'
import { AppError } from '../shared/error-codes.ts'

/** Marks that tell clipboard managers that a text is secret. Sources: nspasteboard.org, KDE Klipper, Microsoft Learn "Clipboard Formats". */
const concealedFormats: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>>> = {
  darwin: { 'org.nspasteboard.ConcealedType': '' },
  linux: { 'x-kde-passwordManagerHint': 'secret' },
  win32: { ExcludeClipboardContentFromMonitorProcessing: '' },
}

interface Selection {
  readText(): Promise<string> | string
  clear(): void
}

/** Before Electron 44, the selection was an argument. */
interface EarlierClipboard {
  readText(type: 'selection'): string
  clear(type: 'selection'): void
}

/**
 * What can be pasted with the middle mouse button on Linux. Chromium puts copied text there too, and so do some clipboard
 * managers.
 */
function primarySelection(): Selection {
  const current: Selection | undefined = (clipboard as Partial<typeof clipboard>).selection
  const earlier = clipboard as unknown as EarlierClipboard
  return (
    current ?? {
      readText: () => earlier.readText('selection'),
      clear: () => earlier.clear('selection'),
    }
  )
}

/** Copies tokens, and clears the clipboard later if it still contains them. */
export interface TokenClipboard {
  /** Rejects with `notCopied` if other programs can't paste it. */
  copy(token: string, clearAfterSec: number): Promise<void>
  /** Clears the clipboard and the primary selection now, if they still contain the token. */
  clear(): Promise<void>
}

/** Only Electron 44 and newer can add a mark to the text; in older versions, the mark would replace the text. */
async function write(token: string): Promise<void> {
  const { ClipboardItem } = electron as Partial<typeof electron>
  if (ClipboardItem === undefined) return clipboard.writeText(token)
  const marks = Object.entries(concealedFormats[process.platform] ?? {}).map(([format, value]) => [
    `electron application/osclipboard;format="${format}"`,
    new Blob([value]),
  ])
  try {
    await clipboard.write([new ClipboardItem({ 'text/plain': token, ...Object.fromEntries(marks) })])
  } catch {
    await clipboard.writeText(token)
  }
}

/** A Wayland compositor only accepts a text from a window that has the focus, and says nothing if it does not. */
async function writeOnWayland(token: string, focusWindow: () => Promise<boolean>): Promise<void> {
  if ((await copyOnWayland(token)) && (await isInWaylandClipboard(token)) !== false) return
  const hasFocus = await focusWindow()
  if (hasFocus) await write(token)
  if (!hasFocus || (await isInWaylandClipboard(token)) === false) throw new AppError('notCopied')
}

/** Whether it could be found out, and is done. */
async function clearOnWayland(token: string): Promise<boolean> {
  const isThere = await isInWaylandClipboard(token)
  return isThere === null ? false : !isThere || clearWaylandClipboard()
}

/** @param focusWindow opens the app's window, and resolves with whether it has the focus then */
export function createTokenClipboard(focusWindow: () => Promise<boolean>): TokenClipboard {
  const isWayland = process.platform === 'linux' && Boolean(process.env['WAYLAND_DISPLAY'])
  let copied: string | null = null
  let timer: NodeJS.Timeout | undefined

  const clear = async (): Promise<void> => {
    clearTimeout(timer)
    const token = copied
    copied = null
    if (token === null) return
    if (isWayland && (await clearOnWayland(token))) return
    const selections = process.platform === 'linux' ? [clipboard, primarySelection()] : [clipboard]
    for (const selection of selections) if ((await selection.readText()) === token) selection.clear()
  }

  return {
    clear,
    copy: async (token, clearAfterSec) => {
      clearTimeout(timer)
      await (isWayland ? writeOnWayland(token, focusWindow) : write(token))
      copied = token
      if (clearAfterSec > 0) timer = setTimeout(() => void clear(), clearAfterSec * 1000)
    },
  }
}
