/** Quotes one argument of an Exec key. Source: freedesktop.org, Desktop Entry Specification, "The Exec key". */
function quoted(argument: string): string {
  const escaped = argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')
  // the value is a string as well, where a backslash is written twice
  return `"${escaped}"`.replaceAll('\\', String.raw`\\`)
}

/** The text of an XDG autostart entry that runs this command hidden. */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Jira Token Tray',
    'Comment=Keeps Jira tokens valid',
    `Exec=${command.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}
