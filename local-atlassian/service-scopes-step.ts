import type { Step } from './on-path.ts'
import type { Settings } from './settings.ts'
import { parseTokenRequest } from './token-request.ts'

/** A service account gets the scopes of its credential: all if it names none, and never more. */
export function serviceScopesStep({ serviceAccount }: Settings): Step {
  return async (ctx, next) => {
    const fields = parseTokenRequest(ctx)
    if (fields['grant_type'] !== 'client_credentials') return next()
    const { scope = serviceAccount.scopes.join(' ') } = fields
    fields['scope'] = scope
    if (
      String(scope)
        .split(' ')
        .every((one) => serviceAccount.scopes.includes(one))
    )
      return next()
    ctx.status = 400
    ctx.body = { error: 'invalid_scope', error_description: 'The credential does not have these scopes' }
  }
}
