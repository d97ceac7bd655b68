import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { launchElectron } from '../harness/launch-electron.ts'
import { startLocalAtlassian } from '../../local-atlassian/start-local-atlassian.ts'
import { launchApp } from '../harness/launch-app.ts'
import { startTrayPanel, type TrayPanel } from '../harness/tray-panel.ts'
import { median, row } from './measure.ts'
import { measureCpuSec, measureMemoryMb, ussNote } from './process-tree.ts'
import { rootFolder } from '../bootstrap/root-folder.ts'
import { signInDemoAccount } from '../demo/sign-in.ts'
import { electronFlags } from '../desktop/electron-flags.ts'
import { startPrivateDesktop } from '../desktop/private-desktop.ts'

const starts = 7
const windowClosedSec = 60
const idleSec = 60

function start(folder: string, env: NodeJS.ProcessEnv): ChildProcess {
  const flags = electronFlags({ virtualDisplay: true })
  return spawn(process.env['ELECTRON_EXEC_PATH'] ?? '', [...flags, folder], { env, stdio: 'ignore' })
}

/** Milliseconds from starting the program to its icon in the panel. */
async function msToIcon(panel: TrayPanel, folder: string, env: NodeJS.ProcessEnv): Promise<number> {
  const startedMs = performance.now()
  const app = start(folder, env)
  while (!panel.hasIcon()) await wait(1)
  const tookMs = performance.now() - startedMs
  app.kill('SIGTERM')
  await once(app, 'exit')
  while (panel.hasIcon()) await wait(1)
  return tookMs
}

async function idle(pid = 0): Promise<{ memoryMb: number; idleCpuSec: number }> {
  await wait(windowClosedSec * 1000)
  const before = measureCpuSec(pid)
  const memoryMb = measureMemoryMb(pid)
  await wait(idleSec * 1000)
  return { memoryMb, idleCpuSec: measureCpuSec(pid) - before }
}

/** Compares start, memory, and idle CPU with those of a bare Electron tray app. */
export async function benchDesktop(): Promise<void> {
  const desktop = await startPrivateDesktop()
  const panel = await startTrayPanel(desktop.busAddress ?? '')
  const provider = await startLocalAtlassian()
  const dataFolder = await mkdtemp(join(tmpdir(), 'jira-token-tray-bench-'))
  const bareFolder = join(rootFolder, 'scripts/bench/bare-app')
  const env = { ...desktop.env, JIRA_TOKEN_HOME: dataFolder }

  try {
    console.log('Signing in to an account, then opening and closing the window …')
    const first = await launchApp({ env: desktop.env, dataFolder })
    await signInDemoAccount(first.electron, provider)
    await first.quit()

    console.log(`Starting each one ${starts} times, in turn …`)
    const ours: number[] = []
    const bare: number[] = []
    for (let round = 0; round <= starts; round += 1) {
      const bareMs = await msToIcon(panel, bareFolder, env)
      const oursMs = await msToIcon(panel, rootFolder, env)
      // the first round only warms up the disk cache
      if (round > 0) {
        bare.push(bareMs)
        ours.push(oursMs)
      }
    }

    console.log(
      `Measuring each one ${windowClosedSec} s after closing the window, and over ${idleSec} idle seconds …`,
    )
    // one at a time, because shared memory pages would flatter the second one
    const app = await launchApp({ env: desktop.env, dataFolder })
    await panel.click('Open Jira Token Tray')
    const window = await app.window()
    await window.getByRole('timer', { name: 'Time left' }).waitFor()
    await window.keyboard.press('Escape')
    const oursIdle = await idle(app.electron.process().pid)
    await app.quit()
    const bareApp = await launchElectron({
      executablePath: process.env['ELECTRON_EXEC_PATH'] ?? '',
      args: [...electronFlags({ virtualDisplay: true }), bareFolder],
      env,
    })
    const bareIdle = await idle(bareApp.process().pid)
    await bareApp.close()

    console.log(`\n${' '.repeat(50)} ours       bare      ratio`)
    row('start to tray icon (ms, median)', median(ours), median(bare), 0, 'aim ≤ 1.5 ×')
    row('own memory, window closed (MB USS)', oursIdle.memoryMb, bareIdle.memoryMb, 1, 'aim ≤ 1.2 ×')
    row(`CPU over ${idleSec} idle seconds (s)`, oursIdle.idleCpuSec, bareIdle.idleCpuSec, 2, '')
    console.log(ussNote)
  } finally {
    panel.close()
    await provider.close()
    await desktop.close()
    await rm(dataFolder, { recursive: true, force: true })
  }
}
