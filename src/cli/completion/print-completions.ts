import { cleanText } from '../../shared/clean-text.ts'
import type { Command } from '../command.ts'
import { askRunning } from '../connection.ts'
import { printAndEnd } from '../terminal/print.ts'
import { complete, type Candidate, type Completion } from './complete.ts'
import { replacementFor, splitLine, unquote } from './shell-words.ts'
import { within } from '../../shared/within.ts'

/** Nobody waits longer for a key. */
const ownerTimeoutMs = 5000

/** An account as it can be typed: by its id if its name would trick the terminal, or be taken for an option. */
const toWord = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  name !== '' && cleanText(name, Infinity) === name && !name.startsWith('-') ? name : id

/** The accounts of the running owner; never starts one. */
async function accountNames(): Promise<readonly string[]> {
  const answer = askRunning('listAccounts')
  const names = answer.then(({ accounts }) => accounts.map(toWord)).catch(() => [])
  return within(ownerTimeoutMs, names, () => [])
}

const startsWith = ({ kind, candidates }: Completion, current: string): readonly Candidate[] =>
  kind === 'words' ? candidates.filter(({ value }) => value.startsWith(current)) : []

/** Each shell's own lines; the first is always the kind. */
async function linesFor(shell: string, given: readonly string[], tokenCommand: Command): Promise<string[]> {
  const completed = (words: readonly string[], current: string) =>
    complete(words, current, { tokenCommand, accountNames })
  if (shell === 'bash') {
    const [line = '', text = ''] = given
    const { words, last } = splitLine(line)
    const found = await completed(words.slice(1), last.value)
    const inserted = startsWith(found, last.value).map(({ value }) => replacementFor(value, last, text))
    return [found.kind, ...inserted.filter((one) => one !== null)]
  }
  const current = unquote(given.at(-1) ?? '')
  const found = await completed(given.slice(0, -1), current)
  const candidates = startsWith(found, current)
  // fish's script joins them with a tab, which is not printed raw
  if (shell === 'fish') return [found.kind, ...candidates.flatMap(({ value, summary }) => [value, summary])]
  // zsh's _describe ends a value at the first bare colon
  const inZsh = ({ value, summary }: Candidate) =>
    `${value.replaceAll(/[\\:]/g, String.raw`\$&`)}${summary === '' ? '' : `:${summary}`}`
  return [found.kind, ...candidates.map(inZsh)]
}

/**
 * `jira-token __complete SHELL …`, which the completion scripts call: prints `words`, `files`, or `program`, and a line for
 * each candidate. bash gives the line up to the cursor, and the text to replace; the others the words up to the cursor.
 */
export async function printCompletions(
  [shell = '', ...given]: readonly string[],
  tokenCommand: Command,
): Promise<void> {
  const lines = await linesFor(shell, given, tokenCommand)
  printAndEnd(lines.join('\n'))
}
