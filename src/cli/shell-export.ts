/** Shells, grouped by how they set variables. */
export const shells = ['sh', 'fish', 'powershell'] as const

export type Shell = (typeof shells)[number]

const lines: Record<Shell, (name: string, value: string) => string> = {
  // POSIX, Shell Command Language, 2.2.2: nothing is special within single quotes, and no quote can be there
  sh: (name, value) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`,
  // fish, "Quotes": \' and \\ alone are special within single quotes
  fish: (name, value) => `set -gx ${name} '${value.replaceAll(/[\\']/g, String.raw`\$&`)}'`,
  // PowerShell, about_Quoting_Rules: a doubled quote is one; curly quotes are quotes as well
  powershell: (name, value) => `$env:${name} = '${value.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`,
}

/**
 * A line that sets an environment variable in that shell. Throws if the value has a control character: a shell that
 * reads line by line could run what follows it as a command.
 */
export function exportLine(shell: Shell, name: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this refuses
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new Error(`${name} contains control characters.`)
  return lines[shell](name, value)
}

/** The user's most likely shell, by `$SHELL` and platform. */
export function likelyShell(environment: NodeJS.ProcessEnv, platform = process.platform): Shell {
  const name = (environment['SHELL'] ?? '').split(/[/\\]/).at(-1) ?? ''
  if (name === '') return platform === 'win32' ? 'powershell' : 'sh'
  if (name.startsWith('fish')) return 'fish'
  return /^(pwsh|powershell)/.test(name) ? 'powershell' : 'sh'
}
