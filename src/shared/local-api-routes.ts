/**
 * The method and path of every route of the local API; `{id}` stands for an account's ID or name. Apart from the schemas,
 * because a client needs no validation, which takes long to load.
 */
export const localApiRoutes = {
  status: ['GET', '/v1/status'],
  token: ['GET', '/v1/accounts/{id}/token'],
  renew: ['POST', '/v1/accounts/{id}/renew'],
  test: ['POST', '/v1/accounts/{id}/test'],
  history: ['GET', '/v1/accounts/{id}/history'],
  check: ['POST', '/v1/check'],
  listAccounts: ['GET', '/v1/accounts'],
  addAccount: ['POST', '/v1/accounts'],
  changeAccount: ['PATCH', '/v1/accounts/{id}'],
  discover: ['POST', '/v1/discover'],
  requestScopes: ['POST', '/v1/accounts/{id}/scopes'],
  removeAccount: ['DELETE', '/v1/accounts/{id}'],
  useAccount: ['POST', '/v1/accounts/{id}/use'],
  signIn: ['POST', '/v1/accounts/{id}/sign-in'],
  awaitSignIn: ['POST', '/v1/accounts/{id}/sign-in/wait'],
  answerSignIn: ['POST', '/v1/accounts/{id}/sign-in/answer'],
  cancelSignIn: ['DELETE', '/v1/accounts/{id}/sign-in'],
  finishSignIn: ['POST', '/v1/sign-in/finish'],
  signOut: ['POST', '/v1/accounts/{id}/sign-out'],
  importTokens: ['POST', '/v1/accounts/{id}/import'],
  addSyncedFile: ['POST', '/v1/accounts/{id}/synced-files'],
  removeSyncedFile: ['DELETE', '/v1/accounts/{id}/synced-files'],
  removeSecrets: ['DELETE', '/v1/secrets'],
  changeSettings: ['PATCH', '/v1/settings'],
  release: ['POST', '/v1/release'],
} as const

export type RouteName = keyof typeof localApiRoutes

/** Whether the route's path names an account. */
export type NamesAccount<R extends RouteName> = (typeof localApiRoutes)[R][1] extends `${string}{id}${string}`
  ? true
  : false
