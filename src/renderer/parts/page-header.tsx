import { useEffect, useRef } from 'preact/hooks'
import { navigate } from '../state/route.ts'
import { IconButton } from './icon-button.tsx'

export interface PageHeaderProps {
  readonly title: string
  readonly subtitle?: string
  readonly onBack?: () => void
  /** Whether something on the page takes the focus itself. */
  readonly keepFocus?: boolean
}

/** The bar of a page behind the main view; its heading takes the focus, so that screen readers say where one is. */
export function PageHeader({ title, subtitle, onBack, keepFocus = false }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!keepFocus) heading.current?.focus()
  }, [])
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
