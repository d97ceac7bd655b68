import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon, type IconName } from './icon.tsx'
import './menu.css'
import './icon-button.css'

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

interface MenuListProps {
  readonly label: string
  readonly side: 'up' | 'down'
  readonly items: readonly MenuItem[]
  readonly onClose: () => void
}

/** The open menu. */
function MenuList({ label, side, items, onClose }: MenuListProps) {
  return (
    <div class={`menu-list menu-list-${side}`} role="menu" aria-label={label}>
      {items.map((item) => (
        <button
          key={item.icon}
          type="button"
          class={`menu-item${item.danger === true ? ' menu-item-danger' : ''}`}
          role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
          aria-checked={item.checked}
          tabIndex={-1}
          onClick={() => {
            onClose()
            item.onSelect()
          }}
        >
          <Icon name={item.icon} size={16} />
          <span>{item.label}</span>
          {item.checked === true && <Icon name="check" size={15} />}
        </button>
      ))}
    </div>
  )
}

/** While open, calls `close` when the user clicks outside the element, or focus leaves it. */
function useCloseOutside(root: RefObject<HTMLElement | null>, isOpen: boolean, close: () => void): void {
  useEffect(() => {
    if (!isOpen) return
    const closeOutside = (event: Event) => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) close()
    }
    document.addEventListener('pointerdown', closeOutside)
    document.addEventListener('focusin', closeOutside)
    return () => {
      document.removeEventListener('pointerdown', closeOutside)
      document.removeEventListener('focusin', closeOutside)
    }
  }, [isOpen])
}

/** A "more" button with a menu (WAI-ARIA menu button pattern). */
export function Menu({ label, items }: { readonly label: string; readonly items: readonly MenuItem[] }) {
  const [open, setOpen] = useState<'up' | 'down' | null>(null)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const entries = () => [...(root.current?.querySelectorAll<HTMLButtonElement>('.menu-item') ?? [])]

  useEffect(() => {
    if (open !== null) entries()[0]?.focus()
  }, [open])
  useCloseOutside(root, open !== null, () => setOpen(null))

  const close = () => {
    setOpen(null)
    button.current?.focus()
  }

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
      close()
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
      {open !== null && <MenuList label={label} side={open} items={items} onClose={close} />}
    </div>
  )
}
