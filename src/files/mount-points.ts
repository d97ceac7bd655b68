import { readFile } from 'node:fs/promises'

/** Whether something is mounted at this real path, by the content of /proc/self/mountinfo. Source: proc_pid_mountinfo(5). */
export function listsMountPoint(mountinfo: string, path: string): boolean {
  return mountinfo.split('\n').some((line) => {
    const mountPoint = line.split(' ')[4] ?? ''
    // spaces, tabs, line ends, and backslashes
    return (
      mountPoint.replaceAll(/\\([0-7]{3})/g, (_all, code: string) =>
        String.fromCharCode(parseInt(code, 8)),
      ) === path
    )
  })
}

/** Whether something is mounted at this real path, as Docker mounts a file. False where the system doesn't say. */
export async function isMountPoint(path: string): Promise<boolean> {
  return listsMountPoint(await readFile('/proc/self/mountinfo', 'utf8').catch(() => ''), path)
}
