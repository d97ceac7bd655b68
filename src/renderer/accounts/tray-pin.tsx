import { Icon } from '../parts/icon.tsx'
import './tray-pin.css'

/** Marks the account that the user pinned to the tray icon. */
export function TrayPin() {
  return (
    <span class="tray-pin" title="Shown in the tray icon">
      <Icon name="tray" size={15} />
      <span class="visually-hidden">Shown in the tray icon</span>
    </span>
  )
}
