import { app, dialog } from 'electron'
import { dirname, join } from 'node:path'
import { getCommandPlace, lookAtLink, type CommandPlace } from '../../adapters/desktop/command-place.ts'
import { isInAppImage } from '../../ownership/start-command.ts'
import { AppError } from '../../shared/error-codes.ts'
import { installCommand, renewCommand, type BroughtCommand } from './install-command.ts'

/** The argument that installs the command line instead of starting the app. */
export const installFlag = '--install-command-line-tool'

interface Installation {
  readonly brought: BroughtCommand
  readonly place: CommandPlace
}

/** null where an installer does it, and in a checkout. */
function findInstallation(): Installation | null {
  const place = getCommandPlace(process.env, process.platform)
  const hasInstaller = process.platform !== 'darwin' && !isInAppImage(process.env, process.execPath)
  if (!app.isPackaged || place === null || hasInstaller) return null
  return { brought: { folder: join(process.resourcesPath, 'cli'), version: app.getVersion() }, place }
}

/** Whether the menu should offer it. */
export function canInstallCommand(): boolean {
  try {
    const installation = findInstallation()
    return installation !== null && lookAtLink(installation.place) !== 'own'
  } catch {
    // installing says what is wrong
    return true
  }
}

const elsewhere =
  'Only the AppImage and the app for macOS install it like this. The deb and the installer for Windows have put jira-token on the PATH. In a checkout, run: npm run build && npm link'

function describeResult({ link, copies }: CommandPlace, program: string): string {
  const folder = dirname(link)
  const what =
    copies === null
      ? `Installed ${link}, which leads into the app.`
      : `Installed ${link}. It starts a copy in ${dirname(program)}, which a newer AppImage replaces when it starts.`
  if ((process.env['PATH'] ?? '').split(':').includes(folder)) return what
  const line = copies === null ? `export PATH="${folder}:$PATH"` : 'export PATH="$HOME/.local/bin:$PATH"'
  return `${what}\n${folder} is not on your PATH. Log out and in, which is enough on many systems, or add this line to ~/.profile:\n  ${line}`
}

/** Resolves with what it did. Rejects with `invalidInput`. */
async function install(): Promise<string> {
  const installation = findInstallation()
  if (installation === null) throw new AppError('invalidInput', elsewhere)
  const { brought, place } = installation
  return describeResult(place, await installCommand(brought, place))
}

const whyNot = (error: unknown): string =>
  (error instanceof AppError ? error.detail : null) ??
  (error instanceof Error ? error.message : String(error))

/** For `installFlag`: says what it did, or on stderr why not. Resolves with the exit code. Needs no desktop. */
export async function installFromTerminal(): Promise<number> {
  try {
    process.stdout.write(`${await install()}\n`)
    return 0
  } catch (error) {
    process.stderr.write(`jira-token was not installed. ${whyNot(error)}\n`)
    return 1
  }
}

/** For the menu: says it in a dialog. */
export async function installFromMenu(): Promise<void> {
  try {
    await dialog.showMessageBox({ message: 'Command line tool installed', detail: await install() })
  } catch (error) {
    await dialog.showMessageBox({
      type: 'warning',
      message: 'Command line tool not installed',
      detail: whyNot(error),
    })
  }
}

/** Replaces an installed copy of another version. Never rejects. */
export async function renewInstalledCommand(): Promise<void> {
  try {
    const installation = findInstallation()
    if (installation !== null) await renewCommand(installation.brought, installation.place)
  } catch (error) {
    process.stderr.write(`The installed jira-token is of another version. ${whyNot(error)}\n`)
  }
}
