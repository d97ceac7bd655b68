import { Icon } from '../parts/icon.tsx'

/** Marks the account that the tray icon shows because the user said so. */
export function TrayPin() {
  return (
    <span class="tray-pin" title="Shown in the tray icon">
      <Icon name="tray" size={15} />
      <span class="visually-hidden">Shown in the tray icon</span>
    </span>
  )
}
