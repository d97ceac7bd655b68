import { readdirSync, readFileSync } from 'node:fs'

/** Watches the arguments and titles of all processes on this machine. */
export interface ProcessWatch {
  /** Every distinct one so far. */
  seen(): readonly string[]
  stop(): void
}

const everyMs = 100

function argumentsNow(): string[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) =>
      ['cmdline', 'comm'].flatMap((file) => {
        try {
          return [readFileSync(`/proc/${pid}/${file}`, 'latin1').replaceAll('\0', ' ')]
        } catch {
          // it has ended by now
          return []
        }
      }),
    )
}

export function watchProcessArguments(): ProcessWatch {
  const seen = new Set<string>()
  const look = (): void => argumentsNow().forEach((text) => seen.add(text))
  look()
  const timer = setInterval(look, everyMs)
  return {
    seen: () => {
      look()
      return [...seen]
    },
    stop: () => clearInterval(timer),
  }
}
