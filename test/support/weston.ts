import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DesktopSession } from '../../scripts/harness/desktop-session.ts'
import { until } from '../../scripts/harness/until.ts'

const socket = 'wayland-of-a-test'

/** A Wayland compositor without a screen. */
export interface Weston {
  /** Environment variables for programs that should use it, not the X server. */
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

/** Starts one on this desktop, for one test. */
export async function startWeston({ desktop }: Pick<DesktopSession, 'desktop'>): Promise<Weston> {
  const screen = ['--width=1280', '--height=900', '--use-pixman', '--idle-time=0']
  const args = ['--backend=headless-backend.so', ...screen, `--socket=${socket}`, '--no-config']
  const weston = spawn('weston', args, { env: desktop.env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  weston.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const stop = async (): Promise<void> => {
    if (weston.exitCode !== null || weston.signalCode !== null) return
    const exited = once(weston, 'exit')
    weston.kill('SIGKILL')
    await exited
  }
  onTestFinished(stop)
  await until(
    'weston has its socket',
    () => {
      if (weston.exitCode !== null) throw new Error(`weston ended: ${said}`)
      return existsSync(join(desktop.runtimeDir, socket))
    },
    Boolean,
  )
  return { env: { WAYLAND_DISPLAY: socket, XDG_SESSION_TYPE: 'wayland', DISPLAY: undefined }, stop }
}
