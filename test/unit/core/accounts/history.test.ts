import { describe, expect, it } from 'vitest'
import { createHistory } from '../../../../src/core/accounts/history.ts'
import type { HistoryFile } from '../../../../src/core/ports.ts'
import { silentLog } from '../../../support/fakes/silent-log.ts'

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
    const history = createHistory(createFile(), silentLog)
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
    createHistory(file, silentLog).add('work', { kind: 'copied', atMs: 1 })
    expect(createHistory(file, silentLog).of('work')).toEqual([{ kind: 'copied', atMs: 1 }])
  })

  it('counts tokens for programs in one event each, until something else happens', () => {
    const history = createHistory(createFile(), silentLog)
    history.countIssuedToken('work', 'curl', 1)
    history.countIssuedToken('work', 'node', 2)
    history.countIssuedToken('work', 'curl', 3)
    history.add('work', { kind: 'wokeUp', atMs: 4 })
    history.countIssuedToken('work', 'curl', 5)
    expect(history.of('work')).toEqual([
      { kind: 'issued', client: 'curl', count: 2, sinceMs: 1, atMs: 3 },
      { kind: 'issued', client: 'node', count: 1, sinceMs: 2, atMs: 2 },
      { kind: 'wokeUp', atMs: 4 },
      { kind: 'issued', client: 'curl', count: 1, sinceMs: 5, atMs: 5 },
    ])
  })

  it('writes what it only counted when it is told to, and nothing when there is nothing new', () => {
    const file = createFile()
    const history = createHistory(file, silentLog)
    history.countIssuedToken('work', 'curl', 1)
    expect(file.read()).toEqual({})
    history.flush()
    const written = file.read()
    expect(written['work']).toHaveLength(1)
    history.flush()
    expect(file.read()).toBe(written)
  })

  it('goes on in memory while the disk is full, says so, and is written whole once there is room', () => {
    const file = createFile()
    const warnings: string[] = []
    let isFull = true
    const save = (next: ReturnType<HistoryFile['read']>) => {
      if (isFull) throw new Error('ENOSPC: no space left on device')
      file.save(next)
    }
    const history = createHistory({ ...file, save }, { warn: (message) => void warnings.push(message) })
    history.add('work', { kind: 'copied', atMs: 1 })
    history.countIssuedToken('work', 'curl', 2)
    history.flush()
    history.add('gone', { kind: 'copied', atMs: 3 })
    history.clear('gone')
    expect(history.of('work').map(({ kind }) => kind)).toEqual(['copied', 'issued'])
    expect(warnings).toHaveLength(4)
    expect(file.read()).toEqual({})
    isFull = false
    history.flush()
    expect(file.read()['work']).toHaveLength(2)
  })

  it('forgets an account for good', () => {
    const file = createFile()
    const history = createHistory(file, silentLog)
    history.add('work', { kind: 'copied', atMs: 1 })
    history.clear('work')
    history.clear('nobody')
    expect(history.of('work')).toEqual([])
    expect(file.read()).toEqual({})
  })
})
