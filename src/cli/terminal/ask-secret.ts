import { failure } from '../cli-error.ts'
import { cleanLines } from '../../shared/clean-text.ts'
import { interrupt } from './on-interrupt.ts'
import { StringDecoder } from 'node:string_decoder'

/** A terminal that can stop echoing input. */
export interface SecretInput extends NodeJS.ReadableStream {
  setRawMode(on: boolean): unknown
  unshift(chunk: string): void
}

const ctrlC = '\u0003'
const ctrlD = '\u0004'
const ctrlU = '\u0015'
const erases = new Set(['\u007f', '\b'])

/** Each of these ends the line. */
const ends = ['\r', '\n', ctrlC, ctrlD]

/** Arrow keys and similar, and the markers around a paste. */
// oxlint-disable-next-line no-control-regex -- terminals send control characters
const escapeSequences = /\u001b(\[[\d;]*[~A-Za-z]|O[A-Z])/g

/** The input after these keys. */
function typed(before: string, keys: string): string {
  let text = before
  for (const key of keys) {
    if (erases.has(key)) text = Array.from(text).slice(0, -1).join('')
    else if (key === ctrlU) text = ''
    else if (key >= ' ') text += key
  }
  return text
}

/**
 * Asks for a secret on the terminal without echoing it. Rejects with a `CliError` when nothing is entered.
 * Ctrl-C interrupts this program.
 */
export function askSecret(
  question: string,
  input: SecretInput = process.stdin,
  onControlC: () => void = interrupt,
): Promise<string> {
  const decoder = new StringDecoder('utf8')
  let text = ''
  return new Promise((resolve, reject) => {
    const end = (finish: () => void): void => {
      input.off('data', onData)
      input.off('end', onEnd)
      input.setRawMode(false)
      input.pause()
      process.stderr.write('\n')
      finish()
    }
    const giveUp = (): void => reject(failure('Nothing was entered, so nothing was changed.'))
    const done = (): void => (text.trim() === '' ? giveUp() : resolve(text.trim()))
    const onEnd = (): void => end(giveUp)
    const onData = (chunk: Buffer | string): void => {
      const keys = decoder.write(Buffer.from(chunk)).replaceAll(escapeSequences, '')
      const stops = ends.map((end) => keys.indexOf(end)).filter((index) => index !== -1)
      const stop = Math.min(keys.length, ...stops)
      text = typed(text, keys.slice(0, stop))
      const key = keys[stop]
      if (key === undefined) return
      if (key === ctrlC) return end(onControlC)
      if (key === ctrlD && text === '') return end(giveUp)
      // the rest belongs to the next reader
      const rest = keys.slice(stop + 1).replace(/^\n/, '')
      end(done)
      if (rest !== '') input.unshift(rest)
    }
    // before the question, because the user may already be typing
    input.setRawMode(true)
    process.stderr.write(cleanLines(question))
    input.on('data', onData)
    input.on('end', onEnd)
    input.resume()
  })
}
