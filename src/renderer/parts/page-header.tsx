import { useEffect, useRef } from 'preact/hooks'
import { navigate } from '../state/route.ts'
import { useFocusWhenLost } from '../state/use-focus-when-lost.ts'
import { IconButton } from './icon-button.tsx'

export interface PageHeaderProps {
  readonly title: string
  readonly subtitle?: string
  readonly onBack?: () => void
  /** Whether something on the page takes the focus itself. */
  readonly keepFocus?: boolean
  /** Changes when something leaves the page that may have had the focus: the heading then takes it. */
  readonly contents?: string
}

/** The bar of a page behind the main view; its heading takes the focus, so that screen readers say where one is. */
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
