import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { launchElectron } from './harness/launch-electron.ts'
import { startLocalAtlassian } from '../local-atlassian/start-local-atlassian.ts'
import { toServiceName } from '../src/adapters/keychain/service-name.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { demoOptions, usage, type DemoOptions } from './demo/options.ts'
import { signInDemoAccount } from './demo/sign-in.ts'
import { electronFlags } from './desktop/electron-flags.ts'
import { startPrivateDesktop } from './desktop/private-desktop.ts'
import { hasDisplay, hasSessionBus } from './desktop/surroundings.ts'

/** Runs until the app is quit or has renewed often enough; resolves with whether everything went well. */
async function runDemo(options: DemoOptions): Promise<boolean> {
  const atHome = process.platform !== 'linux' || (hasDisplay() && hasSessionBus())
  if (!atHome) say('No desktop found: the demo runs on its own virtual desktop and keyring.')
  const desktop = atHome ? null : await startPrivateDesktop()
  const provider = await startLocalAtlassian({ accessTokenLifetimeSec: options.tokenLifetimeSec })
  const dataFolder = await mkdtemp(join(tmpdir(), 'jira-token-tray-demo-'))
  const electron = await launchElectron({
    executablePath: process.env['ELECTRON_EXEC_PATH'] ?? '',
    args: [...electronFlags({ virtualDisplay: !atHome }), rootFolder, '--print-events'],
    env: { ...(desktop?.env ?? process.env), JIRA_TOKEN_HOME: dataFolder },
  })
  const quit = new Promise<void>((resolve) => electron.on('close', () => resolve()))
  let renewals = 0
  let failures = 0
  const output = electron.process().stdout
  const enough = new Promise<void>((resolve) => {
    if (output === null) return
    createInterface({ input: output }).on('line', (line) => {
      console.log(line)
      if (line.startsWith('renewed ')) renewals += 1
      if (line.startsWith('renewal failed ')) failures += 1
      if (options.renewals !== null && (failures > 0 || renewals >= options.renewals)) resolve()
    })
  })
  try {
    await signInDemoAccount(electron, provider)
    await Promise.race([enough, quit])
  } finally {
    await electron.close().catch(() => undefined)
    const { asked, honoured } = provider.counts().refreshGrants
    console.log(`The provider honored ${honoured} of ${asked} refresh requests.`)
    await provider.close()
    await desktop?.close()
    if (atHome) await clearSecrets(dataFolder).catch(() => undefined)
    await rm(dataFolder, { recursive: true, force: true })
  }
  return failures === 0 && (options.renewals === null || renewals >= options.renewals)
}

/** On the user's own desktop, the demo removes everything it put into their keychain. */
async function clearSecrets(dataFolder: string): Promise<void> {
  const { default: keytar } = await import('keytar')
  const service = toServiceName(await realpath(dataFolder))
  for (const { account } of await keytar.findCredentials(service))
    await keytar.deletePassword(service, account)
}

const options = demoOptions(process.argv.slice(2))
if (options === null) console.log(usage)
else if (!(await runDemo(options))) process.exitCode = 1
