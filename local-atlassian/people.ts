/** Someone who can sign in to the stand-in. `accountId` is what OAuth calls the subject. */
export interface Person {
  readonly accountId: string
  readonly name: string
  readonly email: string
  /** Color of the avatar, as red, green and blue from 0 to 255. */
  readonly color: readonly [number, number, number]
}

export const ada: Person = {
  accountId: '557058:ada00000-1815-4842-8052-engine000001',
  name: 'Ada Lovelace',
  email: 'ada@analytical-engine.example',
  color: [94, 77, 178],
}

/** The service account: it belongs to nobody, so it can't sign in. */
export const robot: Person = {
  accountId: '712020:r0b07000-2025-4806-8090-service00001',
  name: 'Build robot',
  email: 'build-robot@serviceaccount.atlassian.example',
  color: [98, 111, 134],
}

export const grace: Person = {
  accountId: '557058:grace000-1906-4952-8092-compiler0001',
  name: 'Grace Hopper',
  email: 'grace@compiler-works.example',
  color: [31, 132, 90],
}
