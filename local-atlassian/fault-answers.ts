import type { Context } from 'koa'
import { atlassianErrors } from './atlassian-errors.ts'
import type { Fault } from './faults.ts'

type AnswerFault = Extract<
  Fault,
  {
    kind:
      | 'missing'
      | 'wrongType'
      | 'metadata'
      | 'rateLimited'
      | 'serverError'
      | 'html'
      | 'malformedJson'
      | 'atlassianError'
      | 'answer'
  }
>

/** Replaces the response with a wrong one. */
export function alterAnswer(fault: AnswerFault, ctx: Context): void {
  const answer = (status: number, body: string | object, type?: string): void => {
    ctx.status = status
    ctx.body = body
    if (type) ctx.type = type
  }
  switch (fault.kind) {
    case 'missing': {
      const remaining = Object.entries(readFields(ctx)).filter(
        ([name]) => !fault.fields.some((f) => f === name),
      )
      return answer(ctx.status, Object.fromEntries(remaining))
    }
    case 'wrongType':
      return answer(ctx.status, { ...readFields(ctx), ...fault.fields })
    case 'metadata':
      return answer(ctx.status, { ...readFields(ctx), ...fault.change })
    case 'rateLimited':
      setRetryAfter(ctx, fault.retryAfterAs ?? 'seconds', fault.retryAfterSec ?? 1)
      return answer(429, atlassianErrors.rateLimited.body)
    case 'serverError':
      return answer(fault.status ?? 500, 'Something went wrong on our side', 'text')
    case 'html':
      return answer(fault.status ?? 200, '<!doctype html><h1>Log in to the network</h1>', 'html')
    case 'malformedJson':
      return answer(200, '{"access_token":"eyJ', 'json')
    case 'atlassianError':
      return answer(atlassianErrors[fault.error].status, atlassianErrors[fault.error].body)
    case 'answer':
      ctx.set(fault.headers ?? {})
      return answer(fault.status, fault.body)
  }
}

function readFields(ctx: Context): Record<string, unknown> {
  return ctx.body as Record<string, unknown>
}

/** RFC 9110 section 10.2.3: seconds or an HTTP date. */
function setRetryAfter(ctx: Context, as: 'seconds' | 'date' | 'absent', seconds: number): void {
  if (as === 'seconds') ctx.set('Retry-After', String(seconds))
  if (as === 'date') ctx.set('Retry-After', new Date(Date.now() + seconds * 1000).toUTCString())
}
