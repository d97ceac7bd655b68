import { createHash, randomUUID } from 'node:crypto'
import type { Entropy } from '../../core/ports.ts'

/** The system's randomness, and SHA-256. */
export const systemEntropy: Entropy = {
  random: () => Math.random(),
  newId: () => randomUUID(),
  hash: (text) => createHash('sha256').update(text).digest('base64url'),
}
