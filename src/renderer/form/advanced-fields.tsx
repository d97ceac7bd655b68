import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Icon } from '../parts/icon.tsx'
import './advanced-fields.css'
import './account-fields.css'

export interface AdvancedFieldsProps {
  /** An error in one of the fields; opens the section. */
  readonly error: string | undefined
  readonly children: ComponentChildren
}

/** The fields that few people change. */
export function AdvancedFields({ error, children }: AdvancedFieldsProps) {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    if (error !== undefined) setOpen(true)
  }, [error])
  return (
    <details class="advanced" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="chevron" size={15} />
        Advanced
      </summary>
      <div class="fields">{children}</div>
    </details>
  )
}
