import type { Log } from '../../core/ports.ts'

/** For owners: a fault in one corner must not end the renewals of all accounts. So it is logged, and they go on. */
export function logUnexpected(log: Pick<Log, 'error'>): void {
  process.on('uncaughtException', (error) => log.error('unexpected', { error }))
  process.on('unhandledRejection', (error) => log.error('unexpected', { error }))
}
