export { OwnerError } from './owner-error.ts'
export { createFetch } from './node-api/create-fetch.ts'
export { TokenManager, type TokenManagerEvents } from './node-api/token-manager.ts'
export type { Token, TokenManagerOptions, TokenStatus } from './node-api/types.ts'
