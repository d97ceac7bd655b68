import { readEvents, type Cursor } from './event-stream.ts'
import type { Frame } from './message.ts'
import type { UpstreamAnswer } from './decode-answer.ts'

/** Lets messages through that the server sends right after an answer on the same stream. */
const afterwordsMs = 1000

/**
 * Reads the events of an answer. Resolves when nothing is due, or when the stream ends first. A server may leave the
 * stream open after the answer (MCP "Transports": it only SHOULD close it): then the bridge hangs up after a moment.
 */
export async function readAnswerEvents(
  answer: UpstreamAnswer,
  cursor: Cursor,
  isDue: () => boolean,
  onFrame: (frame: Frame) => Promise<void>,
): Promise<void> {
  let hangUp: NodeJS.Timeout | undefined
  let onAnswered: () => void = () => undefined
  const answered = new Promise<void>((resolve) => (onAnswered = resolve))
  const noteWhetherDue = () => {
    if (isDue() || hangUp !== undefined) return
    hangUp = setTimeout(() => answer.destroy(), afterwordsMs).unref()
    onAnswered()
  }
  noteWhetherDue()
  const ended = readEvents(answer, cursor, async (frame) => {
    await onFrame(frame)
    noteWhetherDue()
  }).finally(() => clearTimeout(hangUp))
  // after the answer, nobody is interested
  ended.catch(() => undefined)
  await Promise.race([answered, ended])
}
