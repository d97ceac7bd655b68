import { app } from 'electron'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { getAppProgram } from '../../ownership/start-command.ts'
import { AppError } from '../../shared/error-codes.ts'
import { autostartEntry, getAutostartFile } from '../../adapters/desktop/autostart-entry.ts'

/** The flag that starts the app without its window. */
export const hiddenFlag = '--hidden'

/** Whether the app starts at login. */
export interface LoginItem {
  isOn(): boolean
  /** Throws an `AppError` if the system rejects the change. */
  set(on: boolean): void
}

/** The command that starts this app without its window. */
export function startCommand(): string[] {
  const program = getAppProgram(process.env, process.execPath)
  // as root, Chromium only starts without its sandbox
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [program, ...flags, ...(app.isPackaged ? [] : [app.getAppPath()]), hiddenFlag]
}

/** An XDG autostart entry, because Electron's `setLoginItemSettings` does nothing on Linux. */
function linuxLoginItem(): LoginItem {
  const file = getAutostartFile(process.env)
  return {
    isOn: () => existsSync(file),
    set: (on) => {
      try {
        if (!on) return rmSync(file, { force: true })
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, autostartEntry(startCommand()))
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        throw new AppError('invalidInput', `The app can’t change ${file} (${code ?? 'unknown'}).`, {
          cause: error,
          field: 'startAtLogin',
        })
      }
    },
  }
}

function nativeLoginItem(): LoginItem {
  const [path, ...args] = startCommand()
  const options = { args, ...(path !== undefined && { path }) }
  return {
    isOn: () => app.getLoginItemSettings(options).openAtLogin,
    set: (on) => app.setLoginItemSettings({ ...options, openAtLogin: on }),
  }
}

export function createLoginItem(): LoginItem {
  return process.platform === 'linux' ? linuxLoginItem() : nativeLoginItem()
}
