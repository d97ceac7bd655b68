const styleSheet = `
  :root { color-scheme: light dark; --ink: #172b4d; --soft: #44546f; --paper: #fff; --ground: #f1f2f4; --line: #dcdfe4;
    --accent: #0c66e4; --on-accent: #fff }
  @media (prefers-color-scheme: dark) { :root { --ink: #dee4ea; --soft: #9fadbc; --paper: #22272b; --ground: #161a1d;
    --line: #454f59; --accent: #579dff; --on-accent: #161a1d } }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100vh; display: grid; place-content: center; background: var(--ground);
    color: var(--ink); font: 15px/1.5 system-ui, sans-serif; padding: 24px 12px }
  main { width: min(420px, calc(100vw - 24px)); background: var(--paper); border: 1px solid var(--line);
    border-radius: 10px; padding: 28px; overflow-wrap: anywhere }
  header { font-weight: 600; color: var(--accent); margin-bottom: 16px }
  h1 { font-size: 19px; line-height: 1.35; margin: 0 0 12px } h1 em { font-style: normal; color: var(--accent) }
  h2 { font-size: 14px; margin: 16px 0 4px } small { color: var(--soft) }
  ul { margin: 0; padding: 0; list-style: none } .scopes li { padding: 6px 0; border-top: 1px solid var(--line) }
  .people li { display: flex; align-items: center; gap: 12px; padding: 12px 0; border-top: 1px solid var(--line) }
  .people span { flex: 1 } .people img { border-radius: 50% }
  .actions { display: flex; gap: 8px; justify-content: flex-end; flex-wrap: wrap; margin-top: 20px }
  button { font: inherit; font-weight: 500; border: 0; border-radius: 5px; padding: 7px 14px; cursor: pointer;
    background: var(--accent); color: var(--on-accent) }
  button.plain { background: var(--ground); color: var(--ink) }
  button.link { background: none; color: var(--accent); margin-right: auto; padding-left: 0 }
  button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }`

/** Escapes text for HTML content and attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

/** A whole page of the stand-in. `body` is HTML. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escapeHtml(title)} · Local Atlassian</title>
  <style>${styleSheet}</style>
</head>
<body><main><header>Local Atlassian</header>${body}</main></body>
</html>`
}

/** A submit button. `label` is its accessible name if the text alone is not enough. */
export function button(options: {
  name: string
  value: string
  text: string
  label?: string
  look?: 'plain' | 'link'
}): string {
  const label = options.label ? ` aria-label="${escapeHtml(options.label)}"` : ''
  const look = options.look ? ` class="${options.look}"` : ''
  return `<button name="${escapeHtml(options.name)}" value="${escapeHtml(options.value)}"${label}${look}>${escapeHtml(options.text)}</button>`
}
