import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'

/**
 * Ends the processes it watches, and removes a folder, as soon as this process is gone for any reason (even SIGKILL), or
 * when `close()` is called.
 */
export interface Watchdog {
  watch(child: ChildProcess): void
  close(): Promise<void>
}

// A shell that waits for the end of its stdin: only this process has the other end of that pipe.
// SIGTERM first, so that an X server can remove its lock and socket in /tmp.
const script = `
PATH=$PATH:/usr/bin:/bin
pids=
while read -r word pid; do
  case $word in
    watch) pids="$pids $pid" ;;
    forget) kept=; for p in $pids; do [ "$p" = "$pid" ] || kept="$kept $p"; done; pids=$kept ;;
  esac
done
alive() { for p in $pids; do kill -0 "$p" 2>/dev/null && return 0; done; return 1; }
for p in $pids; do kill -TERM "$p" 2>/dev/null; done
tries=0
while alive && [ $tries -lt 40 ]; do sleep 0.025; tries=$((tries + 1)); done
for p in $pids; do kill -KILL "$p" 2>/dev/null; done
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
`

/** Starts a watchdog that owns `folder`. */
export function startWatchdog(folder: string): Watchdog {
  // in its own session, so that Ctrl-C in the terminal doesn't end it together with this process
  const shell = spawn('/bin/sh', ['-c', script, 'watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  shell.stdin.on('error', () => {})
  shell.unref()
  // in Node, a pipe is a socket (child_process, "subprocess.stdin")
  ;(shell.stdin as unknown as Socket).unref()
  const ended = once(shell, 'exit')
  return {
    watch(child) {
      const { pid } = child
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      shell.stdin.write(`watch ${pid}\n`)
      child.once('exit', () => {
        if (!shell.stdin.writableEnded) shell.stdin.write(`forget ${pid}\n`)
      })
    },
    async close() {
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}
