import { useEffect, useRef } from 'preact/hooks'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { shortcutProps } from '../state/shortcuts.ts'
import './accounts-filter.css'

/** Whether what was typed occurs in the account's name, its person, or its sites. */
export function matchesFilter({ name, person, sites }: AccountSnapshot, typed: string): boolean {
  const texts = [name, person?.name ?? '', ...sites.map(({ url }) => url)]
  const wanted = typed.trim().toLocaleLowerCase()
  return texts.some((text) => text.toLocaleLowerCase().includes(wanted))
}

const isTyped = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey

export interface AccountsFilterProps {
  readonly typed: string
  readonly onType: (typed: string) => void
}

/** Narrows a long list of accounts. Typing anywhere in the list goes here; Esc clears it. */
export function AccountsFilter({ typed, onType }: AccountsFilterProps) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isElsewhere = document.querySelector('input:focus, dialog[open], [role="menu"]') === null
      if (isTyped(event) && isElsewhere) input.current?.focus()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <input
      ref={input}
      type="search"
      class="input accounts-filter"
      value={typed}
      placeholder="Filter accounts"
      aria-label="Filter accounts"
      {...shortcutProps('filter')}
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => onType(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || typed === '') return
        event.preventDefault()
        onType('')
      }}
    />
  )
}
