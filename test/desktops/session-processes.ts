import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'

interface SessionProcess {
  readonly pid: number
  /** As the kernel keeps it: its first 15 characters. */
  readonly name: string
}

function read(pid: string, file: 'environ' | 'comm'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // it ended, or belongs to another user
    return ''
  }
}

/** The running programs of the session with this runtime folder. Source: proc(5). */
export function sessionProcesses(runtimeDir: string): readonly SessionProcess[] {
  const mark = `XDG_RUNTIME_DIR=${runtimeDir}`
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && read(pid, 'environ').split('\0').includes(mark))
    .map((pid) => ({ pid: Number(pid), name: read(pid, 'comm').trim() }))
}

/** The app, whose environment can't be read. Source: Chromium, process_singleton_posix.cc. */
export function appProcesses(dataFolder: string): readonly number[] {
  try {
    // `host-pid`
    const pid = readlinkSync(join(dataFolder, 'SingletonLock')).replace(/.*-/, '')
    return read(pid, 'comm') === '' ? [] : [Number(pid)]
  } catch {
    return []
  }
}

/** Kills a process that may have ended by itself. */
export function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it is gone
  }
}
