import { useState } from 'preact/hooks'
import { noticeText } from '../../shared/notice-text.ts'
import type { AppSnapshot, Notice } from '../../shared/snapshot.ts'
import { Callout } from './callout.tsx'
import { LinkButton } from './link-button.tsx'
import { UpdateNotice } from './update-notice.tsx'
import './notices.css'

const storageKey = 'dismissedNotices'

/** The hidden window's page is closed after a while; the main process keeps the storage in memory until the next start. */
function loadDismissed(): readonly string[] {
  const stored = JSON.parse(localStorage.getItem(storageKey) ?? '[]') as unknown
  return Array.isArray(stored) ? stored.filter((key) => typeof key === 'string') : []
}

interface NoticesProps extends Pick<AppSnapshot, 'update' | 'version'> {
  readonly notices: readonly Notice[]
}

/**
 * Notices about this computer and about a newer version, shown above everything else; dismissing one hides it until the
 * next start.
 */
export function Notices({ notices, update, version }: NoticesProps) {
  const [dismissed, setDismissed] = useState(loadDismissed)
  const open = notices.filter((notice) => !dismissed.includes(JSON.stringify(notice)))
  const openUpdate = update === null || dismissed.includes(JSON.stringify(update)) ? null : update
  if (open.length === 0 && openUpdate === null) return null
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
      {openUpdate !== null && (
        <UpdateNotice
          update={openUpdate}
          version={version}
          onDismiss={() => dismiss(JSON.stringify(openUpdate))}
        />
      )}
    </section>
  )
}
