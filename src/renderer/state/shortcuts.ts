import { useEffect } from 'preact/hooks'

/** The keyboard shortcuts, without `Ctrl` or `Cmd`. A control that has one says so with `aria-keyshortcuts`. */
export const shortcuts = {
  copy: { keys: 'Shift+C', label: 'Copy the open account’s token' },
  renew: { keys: 'R', label: 'Renew it' },
  filter: { keys: 'F', label: 'Filter accounts' },
  account: { keys: '1', label: 'Open the first to ninth account' },
  newAccount: { keys: 'N', label: 'Add an account' },
  settings: { keys: ',', label: 'Settings' },
} as const

export type ShortcutName = keyof typeof shortcuts

const isMac = () => navigator.userAgent.includes('Macintosh')

/** The value of `aria-keyshortcuts`: `Control+Shift+C`. Source: WAI-ARIA 1.2. */
export function ariaShortcut(keys: string, mac = isMac()): string {
  return `${mac ? 'Meta' : 'Control'}+${keys}`
}

/** The keys as people write them: `Ctrl+Shift+C`, `⇧⌘C`. */
export function shortcutText(keys: string, mac = isMac()): string {
  return mac ? `${keys.includes('Shift+') ? '⇧' : ''}⌘${keys.replace('Shift+', '')}` : `Ctrl+${keys}`
}

/** What tells about a control's shortcut: to assistive technology, and in its tooltip. */
export function shortcutProps(name: ShortcutName | undefined, tooltip = '') {
  if (name === undefined) return {}
  const { keys } = shortcuts[name]
  return { 'aria-keyshortcuts': ariaShortcut(keys), title: `${tooltip} ${shortcutText(keys)}`.trim() }
}

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

/** The shortcut that was pressed, as in `aria-keyshortcuts`; null for other keys. */
export function pressedShortcut(pressed: Pressed, mac = isMac()): string | null {
  const { key, code, ctrlKey, metaKey, shiftKey, altKey } = pressed
  if (altKey || (mac ? ctrlKey || !metaKey : metaKey || !ctrlKey)) return null
  // some layouts have digits only with Shift
  const digit = /^Digit([1-9])$/.exec(code)?.[1]
  const name = digit ?? (key.length === 1 ? key.toUpperCase() : null)
  if (name === null) return null
  return ariaShortcut(`${shiftKey && digit === undefined ? 'Shift+' : ''}${name}`, mac)
}

/** Has the control on this page that names a pressed shortcut do what a click does; a field takes the focus. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const pressed = pressedShortcut(event)
      if (pressed === null || document.querySelector('dialog[open]') !== null) return
      const control = document.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(pressed)}"]`)
      if (control === null) return
      event.preventDefault()
      if (control.matches('input')) control.focus()
      else control.click()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
