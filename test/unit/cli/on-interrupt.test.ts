import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { exitOnInterrupt, interrupt } from '../../../src/cli/terminal/on-interrupt.ts'

/** Signals that this program sent to itself, and exit codes, in order. */
let ended: (string | number)[] = []

beforeEach(() => {
  ended = []
  vi.spyOn(process, 'exit').mockImplementation((code) => ended.push(Number(code)) as never)
  vi.spyOn(process, 'kill').mockImplementation((_pid, signal) => {
    ended.push(String(signal))
    return true
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const others = process.listeners(signal)
    process.removeAllListeners(signal)
    onTestFinished(() => {
      process.removeAllListeners(signal)
      for (const listener of others) process.on(signal, listener)
    })
  }
  onTestFinished(() => void vi.restoreAllMocks())
})

describe('Ctrl-C', () => {
  it('on Windows ends the program with the exit code that a shell gives it elsewhere', () => {
    exitOnInterrupt('win32')
    process.emit('SIGINT', 'SIGINT')
    process.emit('SIGHUP', 'SIGHUP')
    expect(ended).toEqual([130, 129])
  })

  it('on Windows is left to a command that handles it', () => {
    exitOnInterrupt('win32')
    const cancel = vi.fn<() => void>()
    process.on('SIGINT', cancel)
    process.emit('SIGINT', 'SIGINT')
    interrupt('SIGINT', 'win32')
    expect(cancel).toHaveBeenCalledTimes(2)
    expect(ended).toEqual([])
    process.off('SIGINT', cancel)
    interrupt('SIGINT', 'win32')
    expect(ended).toEqual([130])
  })

  it('on Windows ends even a program without any handler', () => {
    interrupt('SIGINT', 'win32')
    expect(ended).toEqual([130])
  })

  it('elsewhere is a signal', () => {
    exitOnInterrupt('linux')
    expect(process.listenerCount('SIGINT')).toBe(0)
    interrupt('SIGINT', 'linux')
    expect(ended).toEqual(['SIGINT'])
  })
})
