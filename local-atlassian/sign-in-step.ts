import type { Context } from 'koa'
import { errors, type Provider } from 'oidc-provider'
import type { Counts } from './counters.ts'
import { errorPageUrl } from './error-page-url.ts'
import { modes } from './modes.ts'
import { grantConsent } from './grant-consent.ts'
import type { Step } from './on-path.ts'
import { readBody } from './read-body.ts'
import type { Settings } from './settings.ts'
import { consentPage, errorPage, loginPage } from './sign-in-pages.ts'
import type { TokenStore } from './token-store.ts'

type Interaction = InstanceType<Provider['Interaction']>

/** The pages a person clicks through: login and consent. */
export function signInStep(provider: Provider, settings: Settings, store: TokenStore, counts: Counts): Step {
  return async (ctx) => {
    try {
      const interaction = await provider.interactionDetails(ctx.req, ctx.res)
      if (ctx.method !== 'POST') {
        ctx.body = pageFor(ctx.path, interaction)
        return
      }
      ctx.redirect(await submit(ctx, interaction))
      ctx.status = 303
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error
      ctx.redirect(errorPageUrl('expired', 'This sign-in has expired. Start it again from the app.'))
    }
  }

  function pageFor(action: string, { prompt, params, session }: Interaction): string {
    const person = settings.people.find(({ accountId }) => accountId === session?.accountId)
    if (prompt.name === 'login' || !person) return loginPage(action, settings.people)
    return consentPage(action, {
      appName: settings.clientName,
      person,
      scopes: String(params['scope']).split(' '),
      host: new URL(String(params['redirect_uri'])).host,
    })
  }

  /** Processes the clicked button and returns the next URL. */
  async function submit(ctx: Context, interaction: Interaction): Promise<string> {
    const { account, decision } = await readBody(ctx.req)
    const finish = (result: Parameters<Provider['interactionResult']>[2]): Promise<string> =>
      provider.interactionResult(ctx.req, ctx.res, result)

    if (interaction.prompt.name === 'login') {
      const known = settings.people.some(({ accountId }) => accountId === account)
      return known ? finish({ login: { accountId: String(account) } }) : ctx.path
    }
    if (decision === 'accept') {
      counts.consents += 1
      return finish({ consent: { grantId: await grantConsent(provider, store, interaction) } })
    }
    if (decision === 'switch') {
      await (await provider.Session.get(ctx)).destroy()
      return `${modes[settings.mode].routes.authorization}?${new URLSearchParams(interaction.params as Record<string, string>).toString()}`
    }
    return finish({ error: 'access_denied', error_description: 'User did not authorize the request' })
  }
}

/** Shows the error page, for when there is no safe redirect. */
export const errorPageStep: Step = async (ctx) => {
  const { error, error_description: description } = ctx.query
  ctx.body = errorPage(String(error), String(description))
}
