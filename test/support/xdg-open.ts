import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DesktopSession } from '../../scripts/harness/desktop-session.ts'

type Desktop = Pick<DesktopSession, 'desktop'>

const recording = '#!/bin/sh\necho "$1" >>"$HOME/opened"\n'

/** Replaces `xdg-open` on this desktop; by default with a browser that only records what it is asked to open. */
export async function replaceXdgOpen({ desktop }: Desktop, script = recording): Promise<void> {
  const folder = join(desktop.home, 'bin')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'xdg-open'), script, { mode: 0o755 })
  desktop.env['PATH'] = `${folder}:${process.env['PATH']}`
}

/** Everything it was asked to open. */
export async function openedPages({ desktop }: Desktop): Promise<string[]> {
  const text = await readFile(join(desktop.home, 'opened'), 'utf8').catch(() => '')
  return text.split('\n').filter((line) => line !== '')
}

/** Forgets what was opened. */
export async function forgetOpenedPages({ desktop }: Desktop): Promise<void> {
  await writeFile(join(desktop.home, 'opened'), '')
}
