import electron, { clipboard } from 'electron'

/** Marks by which clipboard managers know that a text is a secret. Sources: nspasteboard.org, KDE Klipper, Microsoft Learn "Clipboard Formats". */
const concealedFormats: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, string>>>>> = {
  darwin: { 'org.nspasteboard.ConcealedType': '' },
  linux: { 'x-kde-passwordManagerHint': 'secret' },
  win32: { ExcludeClipboardContentFromMonitorProcessing: '' },
}

/** Copies tokens, and clears them again while they are still what the clipboard holds. */
export interface TokenClipboard {
  copy(token: string, clearAfterSec: number): Promise<void>
  /** Clears now, if the clipboard still holds the token. */
  clear(): Promise<void>
}

/** Only Electron 44 and newer can put a mark beside the text; before that, a mark would wipe the text. */
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

export function createTokenClipboard(): TokenClipboard {
  let copied: string | null = null
  let timer: NodeJS.Timeout | undefined

  const clear = async (): Promise<void> => {
    clearTimeout(timer)
    if (copied !== null && (await clipboard.readText()) === copied) clipboard.clear()
    copied = null
  }

  return {
    clear,
    copy: async (token, clearAfterSec) => {
      clearTimeout(timer)
      await write(token)
      copied = token
      if (clearAfterSec > 0) timer = setTimeout(() => void clear(), clearAfterSec * 1000)
    },
  }
}
