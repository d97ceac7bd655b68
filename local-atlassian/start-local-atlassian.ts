import { createControls } from './controls.ts'
import { zeroCounts } from './counters.ts'
import { createFaultPlan } from './fault-plan.ts'
import { openHttpPort } from './http-port.ts'
import type { LocalAtlassian } from './local-atlassian.ts'
import { modes } from './modes.ts'
import { oidcProviderFor } from './oidc-provider-for.ts'
import { installSteps } from './install-steps.ts'
import { type LocalAtlassianOptions, settingsFrom } from './settings.ts'
import { createTokenStore } from './token-store.ts'

/**
 * Starts a stand-in for Atlassian on 127.0.0.1. Resolves once it listens.
 * @throws RangeError if a token length is out of bounds, or the system's error if the port is taken.
 */
export async function startLocalAtlassian(options: LocalAtlassianOptions = {}): Promise<LocalAtlassian> {
  const settings = settingsFrom(options)
  const port = await openHttpPort(settings.port)
  const store = createTokenStore(() => settings.leewaySec)
  const provider = oidcProviderFor(port.origin, settings, store)
  const { routes } = modes[settings.mode]
  const counts = zeroCounts()
  const plan = createFaultPlan()
  const controls = createControls({ settings, store, counts, plan })

  installSteps({ provider, settings, store, counts, plan, controls })
  const answer = provider.callback()
  port.answerWith((request, response) => void answer(request, response))

  return {
    ...controls,
    url: port.origin,
    authorizeUrl: port.origin + routes.authorization,
    tokenUrl: port.origin + routes.token,
    apiUrl: port.origin,
    controlUrl: `${port.origin}/_control`,
    controlKey: settings.controlKey,
    clientId: settings.clientId,
    get clientSecret() {
      return settings.clientSecret
    },
    serviceAccount: settings.serviceAccount,
    redirectUris: settings.redirectUris,
    whenHeld: async (requests = 1) => {
      while (counts.held < requests) await new Promise((resolve) => setTimeout(resolve, 5))
    },
    pause: port.close,
    resume: port.reopen,
    close: port.close,
  }
}
