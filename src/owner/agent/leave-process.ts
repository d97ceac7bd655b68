/**
 * Ends this process. `process.exit` waits for the threads of libuv's pool, forever if one hangs in a keychain or file
 * system that never answers; then a signal ends the process.
 *
 * @param isStuck whether some work did not finish in time
 */
export function leaveProcess(isStuck: boolean): void {
  const hangsInFile = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
  if (isStuck || hangsInFile) {
    // service managers and shells treat this signal as a clean exit
    process.removeAllListeners('SIGTERM')
    process.kill(process.pid, 'SIGTERM')
  }
  process.exit(0)
}
