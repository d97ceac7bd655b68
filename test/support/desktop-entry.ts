/** The keys of a desktop entry's main group, with string escapes decoded (Desktop Entry Specification, "Values"). */
export function parseDesktopEntry(text: string): Readonly<Record<string, string>> {
  const [first, ...lines] = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  if (first !== '[Desktop Entry]') throw new Error(`no desktop entry begins with ${String(first)}`)
  const escapes: Readonly<Record<string, string>> = { s: ' ', n: '\n', t: '\t', r: '\r', '\\': '\\' }
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=')
      const value = line
        .slice(at + 1)
        .replaceAll(/\\(.)/g, (_all, sign: string) => escapes[sign] ?? `\\${sign}`)
      return [line.slice(0, at), value]
    }),
  )
}

/** The program and its arguments, the way a desktop parses an `Exec` value ("The Exec key"). */
export function parseExec(exec: string): string[] {
  const parts = exec.match(/"(?:\\.|[^"\\])*"|[^\s"]+/g) ?? []
  if (parts.join(' ') !== exec.trim()) throw new Error(`not a valid Exec value: ${exec}`)
  return parts.map((part) => {
    const isQuoted = part.startsWith('"')
    if (!isQuoted && /[\t\n"'\\><~|&;$*?#()`]/.test(part)) throw new Error(`must be quoted: ${part}`)
    const text = isQuoted ? part.slice(1, -1).replaceAll(/\\(["`$\\])/g, '$1') : part
    if (isQuoted && /(^|[^\\])(\\\\)*[`$]/.test(part.slice(1, -1)))
      throw new Error(`must be escaped: ${part}`)
    if (/(^|[^%])(%%)*%([^%]|$)/.test(text)) throw new Error(`a field code, or a lone %: ${part}`)
    return text.replaceAll('%%', '%')
  })
}
