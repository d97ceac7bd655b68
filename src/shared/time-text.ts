/** `1 h 40 min`, `42 min`, `9 s`; negative counts as 0. Rounds down, so it never promises too much. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 100) return `${minutes} min`
  const rest = minutes % 60
  const hours = `${Math.floor(minutes / 60)} h`
  return rest === 0 ? hours : `${hours} ${rest} min`
}

/** Like `durationText`, for texts that are not updated every second: less than a minute is `under 1 min`. */
export function coarseDurationText(ms: number): string {
  return ms > 0 && ms < 60_000 ? 'under 1 min' : durationText(ms)
}

/** `59:07` or `1:02:07`, for a countdown that changes every second. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  const rest = two(seconds % 60)
  return hours === 0 ? `${two(minutes)}:${rest}` : `${hours}:${two(minutes)}:${rest}`
}

interface ClockFormats {
  readonly time: Intl.DateTimeFormat
  readonly day: Intl.DateTimeFormat
}

let locale: string | undefined
let formats: ClockFormats | null = null
let madeAtMs = 0
let madeForOffset = 0

/** A format keeps the time zone and language it was created with, so it is only reused for this long. */
const maxFormatAgeMs = 60_000

/** The locale of all clock times and dates; undefined: the default of the runtime. */
export function timeLocale(): string | undefined {
  return locale
}

/** Sets the locale of clock times and dates. Afterwards, texts are in the current time zone. */
export function setTimeLocale(next: string | undefined): void {
  locale = next
  formats = null
}

/**
 * The locale that Linux desktops use for clocks and calendars, which may be another than that of the texts. Without one (`C`,
 * `POSIX`), there is a 24-hour clock, as in `date`. Undefined on other systems, which have no such variables. Source:
 * POSIX.1-2024, "Internationalization Variables".
 */
export function findTimeLocale(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
): string | undefined {
  if (platform !== 'linux') return undefined
  const name = environment['LC_ALL'] || environment['LC_TIME'] || environment['LANG'] || 'C'
  const tag = name.replace(/[.@].*/, '').replaceAll('_', '-')
  try {
    const [found] = Intl.DateTimeFormat.supportedLocalesOf(tag)
    return found ?? 'en-GB'
  } catch {
    // `C` and other names that are no language
    return 'en-GB'
  }
}

/** Each format takes about 100 KB that is never freed, so all texts share these. */
function clockFormats(): ClockFormats {
  const now = new Date()
  const offset = now.getTimezoneOffset()
  const ageMs = now.getTime() - madeAtMs
  if (formats !== null && offset === madeForOffset && ageMs >= 0 && ageMs < maxFormatAgeMs) return formats
  madeAtMs = now.getTime()
  madeForOffset = offset
  formats = {
    time: new Intl.DateTimeFormat(locale, { timeStyle: 'short' }),
    day: new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }),
  }
  return formats
}

/** The time of day in the user's time zone and format: `14:55` or `2:55 PM`; with the day if it is not today. */
export function clockText(atMs: number, nowMs: number): string {
  const at = new Date(atMs)
  const { time, day } = clockFormats()
  const isToday = at.toDateString() === new Date(nowMs).toDateString()
  return isToday ? time.format(at) : `${day.format(at)}, ${time.format(at)}`
}
