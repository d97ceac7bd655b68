import type { PendingSignIn, PendingSignIns } from '../../../src/core/ports.ts'

/** Manual sign-ins that wait, as in a keychain that always works. */
export interface FakePendingSignIns extends PendingSignIns {
  readonly items: Map<string, PendingSignIn>
}

export function createFakePendingSignIns(): FakePendingSignIns {
  const items = new Map<string, PendingSignIn>()
  return {
    items,
    read: async (id) => items.get(id) ?? null,
    write: async (id, pending) => void items.set(id, pending),
    remove: async (id) => void items.delete(id),
  }
}
