import { execFile } from 'node:child_process'
import { win32 } from 'node:path'
import { promisify } from 'node:util'

const toolTimeoutMs = 10_000

/** The system and the administrators, who could take access anyway. Source: Microsoft Learn, "Well-known SIDs". */
const alwaysAllowed = ['S-1-5-18', 'S-1-5-32-544']

/** Runs a program of Windows and resolves with what it prints. */
export type RunTool = (program: string, args: readonly string[]) => Promise<string>

const runTool: RunTool = async (program, args) => {
  const path = win32.join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', program)
  const { stdout } = await promisify(execFile)(path, args, { timeout: toolTimeoutMs, windowsHide: true })
  return stdout
}

/**
 * Makes a folder of ours on Windows, and what is in it, inaccessible to other users: it no longer inherits access, which
 * outside of the user's profile usually lets everyone read. Does nothing on other platforms, or for a whole drive. Rejects
 * if Windows refuses, for example because the drive has no access control.
 */
export async function allowOnlyUser(
  folder: string,
  platform = process.platform,
  run: RunTool = runTool,
): Promise<void> {
  if (platform !== 'win32' || win32.dirname(folder) === folder) return
  const sid = /S-1-[\d-]+/.exec(await run('whoami.exe', ['/user', '/fo', 'csv', '/nh']))?.[0]
  if (sid === undefined) throw new Error('whoami.exe doesn’t say who the user is')
  const full = [sid, ...alwaysAllowed].map((one) => `*${one}:(OI)(CI)F`)
  await run('icacls.exe', [folder, '/inheritance:r', '/grant:r', ...full, '/q'])
}
