import { createHash, randomUUID } from 'node:crypto'
import type { Entropy } from '../../core/ports.ts'

/** The computer's randomness. */
export const systemEntropy: Entropy = {
  random: () => Math.random(),
  newId: () => randomUUID(),
  hash: (text) => createHash('sha256').update(text).digest('base64url'),
}
