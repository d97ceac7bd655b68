import { timingSafeEqual } from 'node:crypto'
import type { Step } from './on-path.ts'
import type { Fault } from './faults.ts'
import type { Controls } from './local-atlassian.ts'
import { readBody } from './read-body.ts'
import type { DeadRefreshTokenAnswer } from './settings.ts'

const controlPrefix = '/_control/'

type Action = (body: Record<string, unknown>) => unknown

/** The controls as an HTTP API, for other processes: `Authorization: Bearer <control key>`, JSON in and out. */
export function controlStep(controls: Controls, key: string): Step {
  const actions = createActions(controls)
  return async (ctx) => {
    const action = actions[`${ctx.method} ${ctx.path.slice(controlPrefix.length)}`]
    if (!isSameText(ctx.get('authorization'), `Bearer ${key}`)) {
      ctx.status = 401
      ctx.body = { error: 'wrong control key' }
    } else if (!action) {
      ctx.status = 404
      ctx.body = { error: 'no such control', controls: Object.keys(actions) }
    } else {
      ctx.body = (await action(await readBody(ctx.req))) ?? { ok: true }
    }
  }
}

function createActions(controls: Controls): Record<string, Action | undefined> {
  return {
    'GET counts': () => controls.counts(),
    'POST reset-counts': () => controls.resetCounts(),
    'POST fault': ({ faults }) => controls.setFault(...(faults as Fault[])),
    'POST clear-faults': () => controls.clearFaults(),
    'POST release': () => controls.release(),
    'POST revoke-all': (options) => controls.revokeAll(options),
    'POST expire-access-tokens': () => controls.expireAccessTokens(),
    'POST introspect': ({ token }) => controls.introspect(String(token)),
    'POST access-token-lifetime': ({ seconds }) => controls.setAccessTokenLifetime(Number(seconds)),
    'POST leeway': ({ seconds }) => controls.setLeeway(Number(seconds)),
    'POST dead-refresh-token-answer': ({ answer }) =>
      controls.setDeadRefreshTokenAnswer(answer as DeadRefreshTokenAnswer),
    'POST client-secret': ({ secret }) => controls.changeClientSecret(String(secret)),
  }
}

function isSameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
