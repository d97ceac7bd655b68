import type { Command } from '../command.ts'

/** A word of a usage line that shells can complete, such as `ACCOUNT`, or its choices: `add|list|remove`. */
type Placeholder = string

/** The arguments that a usage line shows, in their order. */
export function declaredArguments({ usage }: Command, nameWords: number): Placeholder[] {
  const inner = /[[(][^[\]()]*--[^[\]()]*[\])]/g
  let text = usage
  // options in brackets, from the inside out
  while (text.search(inner) !== -1) text = text.replaceAll(inner, ' ')
  const words = text.replaceAll(/--\S+ \S+/g, ' ').match(/\S+/g) ?? []
  return words.slice(nameWords).map((word) => word.replaceAll(/[[\]]/g, ''))
}

/** What the usage line or the help shows after an option: `CLIENT`, or `sh|fish|powershell`. */
export function declaredValue({ usage, help }: Command, option: string): Placeholder {
  const shown = new RegExp(String.raw`--${option}[ =]([A-Z][A-Z-]*|[\w-]+(?:\|[\w-]+)+)`)
  return shown.exec(`${usage}\n${help}`)?.[1] ?? ''
}

/** Whether the usage line or the help shows an option. */
export function isDeclared({ usage, help }: Command, option: string): boolean {
  return new RegExp(String.raw`--${option}(?![\w-])`).test(`${usage}\n${help}`)
}

/** The first line that the help has about an option; empty if it has none. */
export function optionSummary({ help }: Command, option: string): string {
  const line = new RegExp(String.raw`^ +(?:-\w, )?--${option}(?: [A-Z"][^ ]*(?: B")?)? {2,}(?:… )?(.+)$`, 'm')
  return line.exec(help)?.[1] ?? ''
}
