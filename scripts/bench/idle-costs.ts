import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { startDesktopSession } from '../harness/desktop-session.ts'
import { putSignedInAccounts } from '../harness/signed-in-account.ts'
import { startElectron } from './start-electron.ts'
import { row } from './measure.ts'
import { measureCpuMs } from './process-tree.ts'
import { wakeupsOf } from './wakeups.ts'

const startSec = 60
const idleSec = 60

interface Idle {
  readonly cpuMs: number
  readonly wakeups: number
}

const bareFolder = join(rootFolder, 'scripts/bench/bare-app')

async function idle(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Idle> {
  const child = startElectron(folder, env, args)
  const pid = child.pid ?? 0
  await wait(startSec * 1000)
  const before = { cpuMs: measureCpuMs(pid), wakeups: wakeupsOf(pid) }
  await wait(idleSec * 1000)
  const after = { cpuMs: measureCpuMs(pid), wakeups: wakeupsOf(pid) }
  child.kill('SIGTERM')
  await once(child, 'exit')
  return { cpuMs: after.cpuMs - before.cpuMs, wakeups: after.wakeups - before.wakeups }
}

/** Compares the idle app with a bare tray app, and with one that has shown a window once; prints a table. */
export async function benchIdle(): Promise<void> {
  console.log(`\nStarting three tray apps, each for ${startSec} s and then ${idleSec} idle seconds …`)
  const session = await startDesktopSession()
  try {
    await putSignedInAccounts(session, [{ name: 'work' }])
    const env = { ...session.desktop.env, JIRA_TOKEN_HOME: session.dataFolder }
    // one at a time: side by side they would compete for the CPU
    const ours = await idle(rootFolder, ['--hidden'], env)
    const bare = await idle(bareFolder, [], env)
    const bareWithWindow = await idle(bareFolder, ['--window-once'], env)
    console.log(`${' '.repeat(50)} ours       bare      ratio`)
    row('CPU per idle minute (ms)', ours.cpuMs, bare.cpuMs, 0, 'aim ≤ 1.4 ×')
    row('  compared with a bare app that had a window', ours.cpuMs, bareWithWindow.cpuMs, 0, '')
    row('wake-ups per idle minute', ours.wakeups, bare.wakeups, 0, '')
    row('  compared with a bare app that had a window', ours.wakeups, bareWithWindow.wakeups, 0, '')
  } finally {
    await session.close()
  }
}
