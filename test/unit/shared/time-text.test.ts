import { localTime } from '../../../src/cli/terminal/local-time.ts'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  clockText,
  coarseDurationText,
  countdownText,
  durationText,
  findTimeLocale,
  setTimeLocale,
} from '../../../src/shared/time-text.ts'

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

describe('a duration', () => {
  it.each([
    [-5, '0 s'],
    [999, '0 s'],
    [9 * secondMs, '9 s'],
    [59.9 * secondMs, '59 s'],
    [minuteMs, '1 min'],
    [42.9 * minuteMs, '42 min'],
    [99 * minuteMs, '99 min'],
    [100 * minuteMs, '1 h 40 min'],
    [120 * minuteMs, '2 h'],
    [25 * hourMs, '25 h'],
  ])('of %i ms is %s, rounded down', (ms, text) => {
    expect(durationText(ms)).toBe(text)
  })

  it('omits seconds where they don’t matter', () => {
    expect(coarseDurationText(59_999)).toBe('under 1 min')
    expect(coarseDurationText(60_000)).toBe('1 min')
    expect(coarseDurationText(0)).toBe('0 s')
  })
})

describe('a countdown', () => {
  it.each([
    [0, '00:00'],
    [-1, '00:00'],
    [1, '00:01'],
    [59 * minuteMs + 7 * secondMs, '59:07'],
    [59 * minuteMs + 59.001 * secondMs, '1:00:00'],
    [hourMs + 2 * minuteMs + 7 * secondMs, '1:02:07'],
  ])('of %i ms shows %s', (ms, text) => {
    expect(countdownText(ms)).toBe(text)
  })
})

const today = new Date(2026, 10, 23, 9, 5).getTime()

describe('a time of day', () => {
  it('is just the time today', () => {
    const text = clockText(new Date(2026, 10, 23, 14, 55).getTime(), today)
    expect(text).toMatch(/^\D?\d{1,2}.55/)
    expect(text).not.toContain(',')
  })

  it('includes the day on another day', () => {
    expect(clockText(new Date(2026, 10, 24, 14, 55).getTime(), today)).toMatch(/24.*, .*55/)
  })

  it('follows the time zone, which may change while the program runs', () => {
    const zone = process.env['TZ']
    onTestFinished(() => {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    })
    const noonUtc = Date.UTC(2026, 10, 23, 12)
    process.env['TZ'] = 'UTC'
    expect(clockText(noonUtc, noonUtc)).toMatch(/^12.00/)
    process.env['TZ'] = 'Asia/Kolkata'
    expect(clockText(noonUtc, noonUtc)).toMatch(/^0?5.30|^17.30/)
  })

  it('follows within a minute a time zone change that does not change the current offset', () => {
    const zone = process.env['TZ']
    onTestFinished(() => {
      vi.useRealTimers()
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    })
    const summer = Date.UTC(2026, 6, 1, 12)
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['Date'] })
    process.env['TZ'] = 'Europe/London'
    expect(clockText(summer, summer)).toMatch(/^0?1.00|^13.00/)
    process.env['TZ'] = 'UTC'
    vi.setSystemTime(Date.UTC(2026, 0, 1, 0, 1))
    expect(clockText(summer, summer)).toMatch(/^12.00/)
  })

  it('does not create a format for each text', () => {
    const { DateTimeFormat } = Intl
    onTestFinished(() => void (Intl.DateTimeFormat = DateTimeFormat))
    let made = 0
    Intl.DateTimeFormat = new Proxy(DateTimeFormat, {
      construct: (target, args: []) => {
        made += 1
        return new target(...args)
      },
    })
    for (let count = 0; count < 100; count += 1) clockText(today + count, today)
    expect(made).toBeLessThanOrEqual(2)
  })
})

describe('the locale of clock times', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, 'en-US'],
    [{ LANG: 'en_US.UTF-8', LC_TIME: 'de_DE.UTF-8' }, 'de-DE'],
    [{ LANG: 'en_US.UTF-8', LC_TIME: 'de_DE', LC_ALL: 'fr_FR.utf8' }, 'fr-FR'],
    [{ LANG: 'de_AT@euro', LC_TIME: '' }, 'de-AT'],
    // no language: a 24-hour clock, as in `date`
    [{}, 'en-GB'],
    [{ LANG: 'C.UTF-8' }, 'en-GB'],
    [{ LANG: 'POSIX' }, 'en-GB'],
    [{ LANG: 'not a locale' }, 'en-GB'],
    [{ LANG: '../../etc/passwd' }, 'en-GB'],
  ])('of %j is %s', (environment, locale) => {
    expect(findTimeLocale(environment, 'linux')).toBe(locale)
  })

  it('is left to other systems', () => {
    expect(findTimeLocale({ LANG: 'de_DE.UTF-8' }, 'win32')).toBeUndefined()
  })

  it('decides about the clock and the day everywhere', () => {
    onTestFinished(() => setTimeLocale(undefined))
    const at = new Date(2026, 10, 24, 14, 55).getTime()
    setTimeLocale('de-DE')
    expect(clockText(at, at)).toBe('14:55')
    expect(clockText(at, today)).toBe('Di., 24. Nov., 14:55')
    expect(localTime(new Date(at).toISOString())).toBe('2026-11-24 14:55:00')
    setTimeLocale('en-US')
    expect(clockText(at, at)).toMatch(/^2:55\sPM$/)
    expect(localTime(new Date(at).toISOString())).toMatch(/^2026-11-24 2:55:00\sPM$/)
  })
})
