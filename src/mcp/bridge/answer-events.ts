import { readEvents, type Cursor } from './event-stream.ts'
import type { Frame } from './message.ts'
import type { UpstreamAnswer } from './upstream.ts'

/** What a server says right after an answer, on the stream of that answer, still gets through. */
const afterwordsMs = 1000

/**
 * Reads the events of an answer. Resolves when nothing is due any more, or when the stream has ended before that. A
 * server may leave the stream open after the answer (MCP "Transports": it only SHOULD close it): nobody waits for that,
 * and after a moment this end hangs up.
 */
export async function readAnswerEvents(
  answer: UpstreamAnswer,
  cursor: Cursor,
  isDue: () => boolean,
  onFrame: (frame: Frame) => void,
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
  const ended = readEvents(answer, cursor, (frame) => {
    onFrame(frame)
    noteWhetherDue()
  }).finally(() => clearTimeout(hangUp))
  await Promise.race([answered, ended])
}
