import type { Provider } from 'oidc-provider'
import { apiStep } from './api-step.ts'
import { authorizeStep } from './authorize-step.ts'
import { avatarStep } from './avatar-step.ts'
import { controlStep } from './control-step.ts'
import { countAskedGrants, countHonouredGrants } from './count-grants.ts'
import { countInFlight } from './count-in-flight.ts'
import { countRequests } from './count-requests.ts'
import type { Counts } from './counters.ts'
import { dataCenterApiStep, dataCenterRefreshStep, formsOnlyStep } from './data-center-step.ts'
import type { FaultPlan } from './fault-plan.ts'
import { faultStep } from './fault-step.ts'
import type { Controls } from './local-atlassian.ts'
import { modes } from './modes.ts'
import { onPath, paths } from './on-path.ts'
import type { Settings } from './settings.ts'
import { resourceStep } from './resource-features.ts'
import { shapeTokenErrors } from './shape-token-errors.ts'
import { errorPageStep, signInStep } from './sign-in-step.ts'
import { serviceScopesStep } from './service-scopes-step.ts'
import { readTokenRequest } from './token-request.ts'
import type { TokenStore } from './token-store.ts'

/** Installs the steps in front of oidc-provider, in the order in which requests pass them. */
export function installSteps(parts: {
  provider: Provider
  settings: Settings
  store: TokenStore
  counts: Counts
  plan: FaultPlan
  controls: Controls
}): void {
  const { provider, settings, store, counts, plan, controls } = parts
  countHonouredGrants(provider, counts)
  provider.use(onPath(paths.control, controlStep(controls, settings.controlKey)))
  provider.use(countRequests(counts))
  if (settings.mode === 'dataCenter') provider.use(onPath(paths.token, formsOnlyStep))
  provider.use(onPath(paths.token, readTokenRequest()))
  provider.use(onPath(paths.token, countAskedGrants(counts)))
  provider.use(onPath(paths.token, countInFlight(store, counts)))
  provider.use(faultStep(plan, counts))
  if (settings.mode === 'cloud') {
    provider.use(onPath(paths.token, shapeTokenErrors(settings)))
    provider.use(onPath(paths.token, serviceScopesStep(settings)))
  }
  if (settings.mode === 'mcp') provider.use(onPath(paths.token, resourceStep))
  if (settings.mode === 'dataCenter') provider.use(onPath(paths.token, dataCenterRefreshStep(settings)))
  if (!modes[settings.mode].sendsIssuer)
    provider.use(onPath(paths.authorizeAndResume, authorizeStep(settings)))
  provider.use(onPath(paths.pages, signInStep(provider, settings, store, counts)))
  provider.use(onPath(paths.error, errorPageStep))
  if (settings.mode === 'cloud') provider.use(onPath(paths.api, apiStep(provider, settings)))
  if (settings.mode === 'dataCenter') provider.use(onPath(paths.api, dataCenterApiStep(provider, settings)))
  provider.use(onPath(paths.avatar, avatarStep(settings)))
}
