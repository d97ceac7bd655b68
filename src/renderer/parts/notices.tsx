import { useState } from 'preact/hooks'
import { noticeText } from '../../shared/notice-text.ts'
import type { Notice } from '../../shared/snapshot.ts'
import { Callout } from './callout.tsx'
import { LinkButton } from './link-button.tsx'

const storageKey = 'dismissedNotices'

/** The hidden window's page is closed after a while; the main process keeps the storage in memory until the next start. */
function loadDismissed(): readonly string[] {
  const stored = JSON.parse(localStorage.getItem(storageKey) ?? '[]') as unknown
  return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : []
}

/** Notices about this computer, shown above everything else; dismissing one hides it until the next start. */
export function Notices({ notices }: { readonly notices: readonly Notice[] }) {
  const [dismissed, setDismissed] = useState(loadDismissed)
  const open = notices.filter((notice) => !dismissed.includes(JSON.stringify(notice)))
  if (open.length === 0) return null
  const dismiss = (key: string) => {
    localStorage.setItem(storageKey, JSON.stringify([...dismissed, key]))
    setDismissed([...dismissed, key])
  }
  return (
    <section class="notices" aria-label="Notices">
      {open.map((notice) => {
        const key = JSON.stringify(notice)
        const { title, text } = noticeText(notice)
        return (
          <Callout key={key} tone="warning" title={title} onDismiss={() => dismiss(key)}>
            <p>{text}</p>
            {notice.kind === 'noTray' && <LinkButton link="trayHelp">How to get tray icons</LinkButton>}
          </Callout>
        )
      })}
    </section>
  )
}
