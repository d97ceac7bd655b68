import { app } from 'electron'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AppError } from '../../shared/error-codes.ts'
import { autostartEntry, getAutostartFile } from '../../adapters/desktop/autostart-entry.ts'

/** How the app is told to start without its window. */
export const hiddenFlag = '--hidden'

/** Whether the app starts at login. */
export interface LoginItem {
  isOn(): boolean
  /** Throws an `AppError` when the system does not take it. */
  set(on: boolean): void
}

/** How to start this app without its window. */
export function startCommand(): string[] {
  const program = process.env['APPIMAGE'] ?? process.execPath
  // as root Chromium starts only without its sandbox
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [program, ...flags, ...(app.isPackaged ? [] : [app.getAppPath()]), hiddenFlag]
}

/** Electron's `setLoginItemSettings` does nothing on Linux: there it is an XDG autostart entry. */
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
        throw new AppError('invalidInput', `The app may not change ${file} (${code ?? 'unknown'}).`, {
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
