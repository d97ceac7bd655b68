import type { Entropy } from '../../../src/core/ports.ts'

/** Predictable randomness: always the same number, unless the test sets another. */
export interface FakeEntropy extends Entropy {
  value: number
}

export function createFakeEntropy(value = 0): FakeEntropy {
  let count = 0
  const entropy: FakeEntropy = {
    value,
    random: () => entropy.value,
    newId: () => `id-${(count += 1)}`,
    hash: (text) => `hash of ${text}`,
  }
  return entropy
}
