export { OwnerError } from './adapters/client/owner-error.ts'
export { createFetch } from './api/create-fetch.ts'
export { TokenManager, type TokenManagerEvents } from './api/token-manager.ts'
export type { Token, TokenManagerOptions, TokenStatus } from './api/types.ts'
