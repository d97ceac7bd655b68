import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AppEvent } from '../../../../src/core/state/app-state.ts'
import type * as TrayHosts from '../../../../src/adapters/desktop/tray-host.ts'
import type * as TrayWatch from '../../../../src/adapters/desktop/watch-tray-host.ts'
import { createTrayPresence } from '../../../../src/main/tray/tray-presence.ts'

const desktop = vi.hoisted(() => ({
  answers: [] as ((host: TrayHosts.TrayHost) => void)[],
  panelStarts: (_hasIcon: boolean): void => undefined,
}))

vi.mock('../../../../src/adapters/desktop/tray-host.ts', () => ({
  findTrayHost: () => new Promise((resolve) => desktop.answers.push(resolve)),
}))
vi.mock('../../../../src/adapters/desktop/watch-tray-host.ts', () => ({
  watchTrayHost: ((onHost) => {
    desktop.panelStarts = onHost
    return () => undefined
  }) satisfies (typeof TrayWatch)['watchTrayHost'],
}))

const { platform } = process
beforeEach(() => {
  vi.useFakeTimers()
  Object.defineProperty(process, 'platform', { value: 'linux' })
})
afterEach(() => {
  vi.useRealTimers()
  Object.defineProperty(process, 'platform', { value: platform })
})

/** A start at login on a desktop without a panel, and what the app does then. */
async function startHidden() {
  const events: AppEvent['type'][] = []
  const openWindow = vi.fn<() => void>()
  const presence = createTrayPresence({
    tray: { renew: () => undefined, embed: () => undefined },
    store: { dispatch: ({ type }) => void events.push(type) },
    hidden: true,
    openWindow,
  })
  const found = presence.find()
  desktop.answers.shift()?.('none')
  await found
  return { presence, events, openWindow }
}

it('opens the window when no panel has started ten seconds after a start at login', async () => {
  const { presence, events, openWindow } = await startHidden()
  await vi.advanceTimersByTimeAsync(9_900)
  expect(openWindow).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  desktop.answers.shift()?.('none')
  await vi.advanceTimersByTimeAsync(0)
  expect(openWindow).toHaveBeenCalledOnce()
  expect(events).toEqual(['noticed'])
  expect(presence.isShown()).toBe(false)
})

it('does not forget a panel that starts while the desktop is asked', async () => {
  const { presence, events, openWindow } = await startHidden()
  await vi.advanceTimersByTimeAsync(10_100)
  desktop.panelStarts(true)
  desktop.answers.shift()?.('none')
  await vi.advanceTimersByTimeAsync(0)
  expect(openWindow).not.toHaveBeenCalled()
  expect(events).toEqual(['noticeGone'])
  expect(presence.isShown()).toBe(true)
})
