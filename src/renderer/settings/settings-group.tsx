import type { ComponentChildren } from 'preact'
import type { Settings } from '../../shared/settings.ts'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Icon } from '../parts/icon.tsx'
import type { SaveFate } from './use-settings.ts'
import './settings-group.css'

export interface SettingsGroupProps {
  readonly title: string
  readonly fate: SaveFate
  /** The settings in this group; the group shows whether a change to one of them was saved. */
  readonly keys: readonly (keyof Settings)[]
  readonly children: ComponentChildren
}

/** A group of related settings. */
export function SettingsGroup({ title, fate, keys, children }: SettingsGroupProps) {
  const mine = fate.kind !== 'none' && keys.some((key) => fate.keys.includes(key))
  return (
    <section class="group" aria-label={title}>
      <div class="group-head">
        <h2 class="group-title">{title}</h2>
        <span class="saved" role="status">
          {mine && fate.kind === 'saved' && (
            <>
              <Icon name="check" size={14} /> Saved
            </>
          )}
        </span>
      </div>
      <div class="panel">{children}</div>
      {mine && fate.kind === 'failed' && <FailureCallout title="Not saved" failure={fate.failure} />}
    </section>
  )
}
