import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'

export interface MenuItem {
  readonly label: string
  /** Must be unique in the menu: it identifies the item, which keeps focus when its label changes. */
  readonly icon: IconName
  readonly danger?: boolean
  /** For an item that can be on or off. */
  readonly checked?: boolean
  readonly onSelect: () => void
}

const roomForMenuPx = 280

/** The index a key moves to in a list of `count` items; null for other keys. */
export function menuMove(key: string, index: number, count: number): number | null {
  if (key === 'ArrowDown') return (index + 1) % count
  if (key === 'ArrowUp') return (index - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return null
}

/** A "more" button with a menu (WAI-ARIA menu button pattern). */
export function Menu({ label, items }: { readonly label: string; readonly items: readonly MenuItem[] }) {
  const [open, setOpen] = useState<'up' | 'down' | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const entries = () => [...(root.current?.querySelectorAll<HTMLButtonElement>('.menu-item') ?? [])]

  useEffect(() => {
    if (open === null) return
    entries()[0]?.focus()
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setOpen(null)
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
    }
  }, [open])

  const toggle = () => {
    const { top = 0, bottom = 0 } = button.current?.getBoundingClientRect() ?? {}
    const below = window.innerHeight - bottom
    // the page can scroll down to reach the menu, but not up past its top
    setOpen(open !== null ? null : below < roomForMenuPx && top >= roomForMenuPx ? 'up' : 'down')
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (open === null) return
    if (event.key === 'Escape') {
      event.preventDefault()
      setOpen(null)
      button.current?.focus()
      return
    }
    const list = entries()
    const next = menuMove(event.key, list.indexOf(document.activeElement as HTMLButtonElement), list.length)
    if (next === null) return
    event.preventDefault()
    list[next]?.focus()
  }

  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        class="icon-button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open !== null}
        onClick={toggle}
      >
        <Icon name="more" />
      </button>
      {open !== null && (
        <div class={`menu-list menu-list-${open}`} role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              key={item.icon}
              type="button"
              class={`menu-item${item.danger === true ? ' menu-item-danger' : ''}`}
              role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked={item.checked}
              tabIndex={-1}
              onClick={() => {
                setOpen(null)
                button.current?.focus()
                item.onSelect()
              }}
            >
              <Icon name={item.icon} size={16} />
              <span>{item.label}</span>
              {item.checked === true && <Icon name="check" size={15} />}
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
