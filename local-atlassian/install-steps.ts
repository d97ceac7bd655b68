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
import { MODES } from './modes.ts'
import { onPath, PATHS } from './on-path.ts'
import type { Settings } from './settings.ts'
import { resourceStep } from './resource-features.ts'
import { shapeTokenErrors } from './shape-token-errors.ts'
import { errorPageStep, signInStep } from './sign-in-step.ts'
import { readTokenRequest } from './token-request.ts'
import type { TokenStore } from './token-store.ts'

/** Puts the steps before oidc-provider's own, in the order in which a request passes them. */
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
  provider.use(onPath(PATHS.control, controlStep(controls, settings.controlKey)))
  provider.use(countRequests(counts))
  if (settings.mode === 'dataCenter') provider.use(onPath(PATHS.token, formsOnlyStep))
  provider.use(onPath(PATHS.token, readTokenRequest()))
  provider.use(onPath(PATHS.token, countAskedGrants(counts)))
  provider.use(onPath(PATHS.token, countInFlight(store, counts)))
  provider.use(faultStep(plan, counts))
  if (settings.mode === 'cloud') provider.use(onPath(PATHS.token, shapeTokenErrors(settings)))
  if (settings.mode === 'mcp') provider.use(onPath(PATHS.token, resourceStep))
  if (settings.mode === 'dataCenter') provider.use(onPath(PATHS.token, dataCenterRefreshStep(settings)))
  if (!MODES[settings.mode].sendsIssuer)
    provider.use(onPath(PATHS.authorizeAndResume, authorizeStep(settings)))
  provider.use(onPath(PATHS.pages, signInStep(provider, settings, store, counts)))
  provider.use(onPath(PATHS.error, errorPageStep))
  if (settings.mode === 'cloud') provider.use(onPath(PATHS.api, apiStep(provider, settings)))
  if (settings.mode === 'dataCenter') provider.use(onPath(PATHS.api, dataCenterApiStep(provider, settings)))
  provider.use(onPath(PATHS.avatar, avatarStep(settings)))
}
