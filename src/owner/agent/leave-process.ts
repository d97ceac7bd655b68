/**
 * Ends this process. `process.exit` waits for the threads of libuv's pool, so for good where one hangs in a keychain or
 * file system that never answers: then it is a signal that ends it.
 *
 * @param isStuck whether something did not end in time
 */
export function leaveProcess(isStuck: boolean): void {
  const hangsInFile = process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
  if (isStuck || hangsInFile) {
    // the one signal that service managers and shells take for a clean end
    process.removeAllListeners('SIGTERM')
    process.kill(process.pid, 'SIGTERM')
  }
  process.exit(0)
}
