import type { Status } from '../../shared/local-api.ts'
import { usesColor } from '../terminal/color.ts'
import { cleanedForTerminal } from '../terminal/print.ts'
import { liveLines } from './live-lines.ts'

/** Control sequences. Sources: ECMA-48; xterm, "Control Sequences", DECSET 7 and 25. */
const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const clipLines = '\u001b[?7l'
const wrapLines = '\u001b[?7h'
const clearBelow = '\u001b[J'
const up = (lines: number) => (lines === 0 ? '\r' : `\r\u001b[${lines}A`)

/** The accounts on a terminal, redrawn every second. */
export interface LiveView {
  show(status: Status): void
  /** Erases the lines to make room for a message; `show` draws them again. */
  clear(): void
  /** Leaves the last lines on the screen and restores the terminal. */
  end(): void
}

export function createLiveView(): LiveView {
  const { stdout } = process
  let status: Status | null = null
  let drawn = 0
  let timer: NodeJS.Timeout | undefined

  const draw = (): void => {
    if (status === null) return
    const terminal = { columns: stdout.columns, rows: stdout.rows, color: usesColor() }
    const lines = liveLines(status.accounts, Date.now(), terminal)
    stdout.write(
      `${hideCursor}${clipLines}${up(drawn)}${clearBelow}${lines.map((line) => `${cleanedForTerminal(line)}\n`).join('')}`,
    )
    drawn = lines.length
    clearTimeout(timer)
    timer = setTimeout(draw, 1000)
  }
  const restore = () => stdout.write(`${wrapLines}${showCursor}`)
  stdout.on('resize', draw)
  process.on('SIGTSTP', () => {
    clearTimeout(timer)
    restore()
    process.kill(process.pid, 'SIGSTOP')
  })
  process.on('SIGCONT', () => {
    drawn = 0
    draw()
  })

  return {
    show: (next) => {
      status = next
      draw()
    },
    clear: () => {
      clearTimeout(timer)
      stdout.write(`${up(drawn)}${clearBelow}${wrapLines}${showCursor}`)
      drawn = 0
      status = null
    },
    end: () => {
      clearTimeout(timer)
      restore()
    },
  }
}
