import { shortcuts, shortcutText } from '../state/shortcuts.ts'
import './shortcut-list.css'

/** The keyboard shortcuts of the window. */
export function ShortcutList() {
  const lines = [
    ...Object.values(shortcuts).map(({ keys, label }) => ({
      label,
      text: keys === '1' ? `${shortcutText('1')} … 9` : shortcutText(keys),
    })),
    { label: 'Back, then hide the window', text: 'Esc' },
  ]
  return (
    <section class="group" aria-label="Keyboard shortcuts">
      <div class="group-head">
        <h2 class="group-title">Keyboard shortcuts</h2>
      </div>
      <dl class="panel shortcut-list">
        {lines.map(({ label, text }) => (
          <div key={label} class="row">
            <dt>{label}</dt>
            <dd>
              <kbd>{text}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
