import { describe, expect, it } from 'vitest'
import { createHistory } from '../../../../src/core/accounts/history.ts'
import { createFakeHistoryFile } from '../../../support/fakes/fake-history-file.ts'
import { silentLog } from '../../../support/fakes/silent-log.ts'

describe('the history', () => {
  it('keeps the last 200 events of each account, oldest first', () => {
    const history = createHistory(createFakeHistoryFile(), silentLog)
    for (let atMs = 1; atMs <= 250; atMs += 1) history.add('work', { kind: 'copied', atMs })
    history.add('play', { kind: 'wokeUp', atMs: 1 })
    expect(history.get('work')).toHaveLength(200)
    expect(history.get('work').at(0)?.atMs).toBe(51)
    expect(history.get('work').at(-1)?.atMs).toBe(250)
    expect(history.get('play')).toHaveLength(1)
    expect(history.get('nobody')).toEqual([])
  })

  it('survives a restart', () => {
    const file = createFakeHistoryFile()
    createHistory(file, silentLog).add('work', { kind: 'copied', atMs: 1 })
    expect(createHistory(file, silentLog).get('work')).toEqual([{ kind: 'copied', atMs: 1 }])
  })

  it('counts tokens for programs in one event each, until something else happens', () => {
    const history = createHistory(createFakeHistoryFile(), silentLog)
    history.countIssuedToken('work', 'curl', 1)
    history.countIssuedToken('work', 'node', 2)
    history.countIssuedToken('work', 'curl', 3)
    history.add('work', { kind: 'wokeUp', atMs: 4 })
    history.countIssuedToken('work', 'curl', 5)
    expect(history.get('work')).toEqual([
      { kind: 'issued', client: 'curl', count: 2, sinceMs: 1, atMs: 3 },
      { kind: 'issued', client: 'node', count: 1, sinceMs: 2, atMs: 2 },
      { kind: 'wokeUp', atMs: 4 },
      { kind: 'issued', client: 'curl', count: 1, sinceMs: 5, atMs: 5 },
    ])
  })

  it('writes pending counts on `flush`, and nothing if there are none', () => {
    const file = createFakeHistoryFile()
    const history = createHistory(file, silentLog)
    history.countIssuedToken('work', 'curl', 1)
    expect(file.read()).toEqual({})
    history.flush()
    const written = file.read()
    expect(written['work']).toHaveLength(1)
    history.flush()
    expect(file.read()).toBe(written)
  })

  it('continues in memory while the disk is full, warns, and writes everything once there is room', () => {
    const warnings: string[] = []
    let isFull = true
    const file = createFakeHistoryFile((write) => {
      if (isFull) throw new Error('ENOSPC: no space left on device')
      write()
    })
    const history = createHistory(file, { warn: (message) => void warnings.push(message) })
    history.add('work', { kind: 'copied', atMs: 1 })
    history.countIssuedToken('work', 'curl', 2)
    history.flush()
    history.add('gone', { kind: 'copied', atMs: 3 })
    history.clear('gone')
    expect(history.get('work').map(({ kind }) => kind)).toEqual(['copied', 'issued'])
    expect(warnings).toHaveLength(4)
    expect(file.read()).toEqual({})
    isFull = false
    history.flush()
    expect(file.read()['work']).toHaveLength(2)
  })

  it('appends only what is new to the file', () => {
    const file = createFakeHistoryFile()
    const added: unknown[] = []
    const append: typeof file.append = (events) => {
      added.push(...events)
      file.append(events)
    }
    const history = createHistory({ ...file, append }, silentLog)
    for (let atMs = 1; atMs <= 100; atMs += 1) history.add('work', { kind: 'copied', atMs })
    history.countIssuedToken('work', 'curl', 101)
    history.countIssuedToken('work', 'curl', 102)
    history.countIssuedToken('home', 'node', 103)
    history.add('work', { kind: 'wokeUp', atMs: 104 })
    expect(added.slice(100)).toEqual([
      { account: 'work', event: { kind: 'issued', client: 'curl', count: 2, sinceMs: 101, atMs: 102 } },
      { account: 'work', event: { kind: 'wokeUp', atMs: 104 } },
    ])
    history.flush()
    expect(added.slice(102)).toMatchObject([{ account: 'home', event: { client: 'node' } }])
  })

  it('continues a count that is already in the file, even after a restart', () => {
    const file = createFakeHistoryFile()
    const before = createHistory(file, silentLog)
    before.countIssuedToken('work', 'curl', 1)
    before.flush()
    before.countIssuedToken('work', 'curl', 2)
    before.flush()
    const history = createHistory(file, silentLog)
    history.countIssuedToken('work', 'curl', 3)
    history.flush()
    expect(createHistory(file, silentLog).get('work')).toEqual([
      { kind: 'issued', client: 'curl', count: 3, sinceMs: 1, atMs: 3 },
    ])
  })

  it('rewrites the file when most of it is no longer needed', () => {
    const file = createFakeHistoryFile()
    const history = createHistory(file, silentLog)
    for (let atMs = 1; atMs <= 5000; atMs += 1) {
      history.add('work', { kind: 'copied', atMs })
      expect(file.length()).toBeLessThanOrEqual(2 * 200 + 501)
    }
    expect(createHistory(file, silentLog).get('work').at(-1)?.atMs).toBe(5000)
  })

  it('forgets an account for good', () => {
    const file = createFakeHistoryFile()
    const history = createHistory(file, silentLog)
    history.add('work', { kind: 'copied', atMs: 1 })
    history.clear('work')
    history.clear('nobody')
    expect(history.get('work')).toEqual([])
    expect(file.read()).toEqual({})
  })
})
