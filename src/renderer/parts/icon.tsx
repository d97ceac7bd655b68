/** Drawn on a 20 × 20 grid with a 1.6 line; `dot` parts are filled. */
const icons = {
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M11 6a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  pin: 'M7.5 3h5l-.6 5.2 2.6 2.6v1.4h-9v-1.4l2.6-2.6zM10 12.2V17',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  chevron: 'm5.5 7.5 4.5 5 4.5-5',
  close: 'm5 5 10 10M15 5 5 15',
  plus: 'M10 4v12M4 10h12',
  renew: 'M16 10a6 6 0 1 1-1.9-4.4M16.2 2.8v3.4h-3.4',
  copy: 'M7.5 7.5V5A1.5 1.5 0 0 1 9 3.5h6A1.5 1.5 0 0 1 16.5 5v6a1.5 1.5 0 0 1-1.5 1.5h-2.5M5 7.5h6A1.5 1.5 0 0 1 12.5 9v6a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15V9A1.5 1.5 0 0 1 5 7.5',
  test: 'M2.5 10.5h3l2.3-6 4.2 11 2.3-5h3.2',
  check: 'm4 10.5 4 4 8-9',
  alert: 'M10 3.2 17.5 16.2h-15zM10 8.2v3.6M10 14h.01',
  info: 'M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 0 1 0-14.4M10 9.2v4.3M10 6.5h.01',
  key: 'M12.5 3.5a4 4 0 1 1-3.7 5.5L3.5 14.3v2.2H6V15h1.6v-1.6l2-2M13.2 6.8h.01',
  offline:
    'M2.5 8a11 11 0 0 1 3.6-2.3M17.5 8a11 11 0 0 0-6.8-2.9M5.2 11a7 7 0 0 1 3.3-1.8M14.8 11q-.9-.9-2-1.4M10 15h.01M3.5 3l13 14',
  link: 'M11.5 3.5h5v5M16.2 3.8 9.5 10.5M8.5 4.5H5A1.5 1.5 0 0 0 3.5 6v9A1.5 1.5 0 0 0 5 16.5h9a1.5 1.5 0 0 0 1.5-1.5v-3.5',
  edit: 'M12.3 4.7l3 3L7 16H4v-3zM10.8 6.2l3 3',
  clock: 'M10 2.8a7.2 7.2 0 1 1 0 14.4a7.2 7.2 0 0 1 0-14.4M10 6.2V10l2.6 1.8',
  trash:
    'M3.5 5.5h13M8 5.2V3.5h4v1.7M5.2 5.5l.7 10a1 1 0 0 0 1 1h6.2a1 1 0 0 0 1-1l.7-10M8.5 8.8v4.5M11.5 8.8v4.5',
  signIn: 'M11.5 3.5H15A1.5 1.5 0 0 1 16.5 5v10a1.5 1.5 0 0 1-1.5 1.5h-3.5M3 10h9M8.8 6.5 12.3 10l-3.5 3.5',
  signOut: 'M8.5 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3.5M8.5 10H17M13.7 6.5 17.2 10l-3.5 3.5',
  tray: 'M3.5 3.5h13v13h-13zM3.5 12.5h13M12.5 14.5h1.5',
  wake: 'M10 6.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7M10 2.2v1.3M10 16.5v1.3M2.2 10h1.3M16.5 10h1.3M4.5 4.5l.9.9M14.6 14.6l.9.9M4.5 15.5l.9-.9M14.6 5.4l.9-.9',
  file: 'M5 3.5h6.5l4 4V15a1.5 1.5 0 0 1-1.5 1.5H5.5A1.5 1.5 0 0 1 4 15V4.5a1 1 0 0 1 1-1M11 3.7V8h4.3',
  folder:
    'M3 6a1.5 1.5 0 0 1 1.5-1.5H8l1.8 2h5.7A1.5 1.5 0 0 1 17 8v6.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 14.5z',
  play: 'M6.5 4.2v11.6l9-5.8z',
  lock: 'M5.5 9h9a1 1 0 0 1 1 1v5.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V10a1 1 0 0 1 1-1M6.8 9V6.5a3.2 3.2 0 0 1 6.4 0V9',
  pause: 'M7 4.5v11M13 4.5v11',
} as const

export type IconName = keyof typeof icons

/** A line icon in the text's colour; decoration only, so the control around it needs a name of its own. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" width={size} height={size} aria-hidden="true">
      <path d={icons[name]} />
    </svg>
  )
}
