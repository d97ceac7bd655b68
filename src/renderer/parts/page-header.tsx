import { useEffect, useRef } from 'preact/hooks'
import { navigate } from '../state/route.ts'
import { useFocusWhenLost } from '../state/use-focus-when-lost.ts'
import { IconButton } from './icon-button.tsx'
import './header.css'

export interface PageHeaderProps {
  readonly title: string
  readonly subtitle?: string
  readonly onBack?: () => void
  /** Whether something else on the page takes focus. */
  readonly keepFocus?: boolean
  /** Changes when something that may have had focus is removed: the heading then takes focus. */
  readonly contents?: string
}

/** The header of a subpage; its heading takes focus, so that screen readers announce the page. */
export function PageHeader({ title, subtitle, onBack, keepFocus = false, contents = '' }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!keepFocus) heading.current?.focus()
  }, [])
  useFocusWhenLost(keepFocus ? null : heading, [contents])
  return (
    <header class="header">
      <IconButton icon="back" label="Back" onClick={onBack ?? (() => navigate({ page: 'accounts' }))} />
      <div class="header-titles">
        <h1 class="header-title" tabIndex={-1} ref={heading}>
          {title}
        </h1>
        {subtitle !== undefined && <p class="header-subtitle">{subtitle}</p>}
      </div>
    </header>
  )
}
