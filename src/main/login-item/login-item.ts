import { app } from 'electron'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Log } from '../../core/ports.ts'
import { getAppProgram } from '../../ownership/start-command.ts'
import { AppError } from '../../shared/error-codes.ts'
import {
  autostartEntry,
  getAutostartFile,
  isEntryOn,
  isStale,
  parseAutostart,
} from '../../adapters/desktop/autostart-entry.ts'

/** The flag that starts the app without its window. */
export const hiddenFlag = '--hidden'

/** Whether the app starts at login. */
export interface LoginItem {
  isOn(): boolean
  /** If it is on but would start an app that was moved or replaced, makes it start this one. Never throws. */
  repair(): void
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

function textAt(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** An XDG autostart entry, because Electron's `setLoginItemSettings` does nothing on Linux. */
function linuxLoginItem(dataFolder: string | null, log: Log): LoginItem {
  const file = getAutostartFile(process.env)
  const mine = { command: startCommand(), dataFolder }

  const isOn = (): boolean => {
    const text = textAt(file)
    return text !== null && isEntryOn(text)
  }

  const write = (): void => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, autostartEntry(mine))
  }

  return {
    isOn,
    repair: () => {
      if (!isOn() || !isStale(parseAutostart(textAt(file) ?? ''), mine, app.isPackaged)) return
      try {
        write()
      } catch (error) {
        log.warn('the autostart entry could not be repaired', { error })
      }
    },
    set: (on) => {
      try {
        if (on) write()
        else rmSync(file, { force: true })
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

/** macOS starts the app itself at login, without arguments. Source: Apple, SMAppService, `mainApp`. */
function macLoginItem(): LoginItem {
  return {
    isOn: () => app.getLoginItemSettings().openAtLogin,
    repair: () => undefined,
    set: (on) => {
      app.setLoginItemSettings({ openAtLogin: on })
      if (!on || app.getLoginItemSettings().status !== 'requires-approval') return
      throw new AppError(
        'invalidInput',
        'Allow Jira Token Tray in System Settings, General, Login Items. macOS starts it at login then.',
        { field: 'startAtLogin' },
      )
    },
  }
}

/** Whether this start is to show no window: a client asked for it, or it is the one at login. */
export function startsHidden(platform = process.platform): boolean {
  if (process.argv.includes(hiddenFlag)) return true
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

function windowsLoginItem(): LoginItem {
  const [path, ...args] = startCommand()
  const options = { args, ...(path !== undefined && { path }) }
  return {
    isOn: () => app.getLoginItemSettings(options).openAtLogin,
    repair: () => undefined,
    set: (on) => app.setLoginItemSettings({ ...options, openAtLogin: on }),
  }
}

/** @param dataFolder null: the default folder */
export function createLoginItem(dataFolder: string | null, log: Log): LoginItem {
  if (process.platform === 'linux') return linuxLoginItem(dataFolder, log)
  return process.platform === 'darwin' ? macLoginItem() : windowsLoginItem()
}
