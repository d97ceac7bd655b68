import { session, type Session } from 'electron'

/**
 * The session of the app's own window and requests: in memory, without a cache, and nothing is permitted in it. One for
 * both, because each costs megabytes.
 */
export function appSession(): Session {
  return session.fromPartition('app', { cache: false })
}
