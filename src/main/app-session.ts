import { session, type Session } from 'electron'

/**
 * The session for the app's own window and requests: in memory, no cache, no permissions. Both share it, because each
 * session costs megabytes.
 */
export function appSession(): Session {
  return session.fromPartition('app', { cache: false })
}
