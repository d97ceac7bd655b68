import { describe, expect, it } from 'vitest'
import { createHistory } from '../../../src/core/history.ts'
import type { HistoryFile } from '../../../src/core/ports.ts'

function createFile() {
  let content: ReturnType<HistoryFile['read']> = {}
  return {
    read: () => content,
    save: (next: ReturnType<HistoryFile['read']>) => {
      content = next
    },
  }
}

describe('the history', () => {
  it('keeps the last 200 events of each account, oldest first', () => {
    const history = createHistory(createFile())
    for (let atMs = 1; atMs <= 250; atMs += 1) history.add('work', { kind: 'copied', atMs })
    history.add('play', { kind: 'wokeUp', atMs: 1 })
    expect(history.of('work')).toHaveLength(200)
    expect(history.of('work').at(0)?.atMs).toBe(51)
    expect(history.of('work').at(-1)?.atMs).toBe(250)
    expect(history.of('play')).toHaveLength(1)
    expect(history.of('nobody')).toEqual([])
  })

  it('survives a restart', () => {
    const file = createFile()
    createHistory(file).add('work', { kind: 'copied', atMs: 1 })
    expect(createHistory(file).of('work')).toEqual([{ kind: 'copied', atMs: 1 }])
  })

  it('forgets an account for good', () => {
    const file = createFile()
    const history = createHistory(file)
    history.add('work', { kind: 'copied', atMs: 1 })
    history.forget('work')
    history.forget('nobody')
    expect(history.of('work')).toEqual([])
    expect(file.read()).toEqual({})
  })
})
