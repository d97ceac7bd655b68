import type { Context, Middleware, Next } from 'koa'

/** A middleware that awaits what it starts. */
export type Step = (ctx: Context, next: Next) => Promise<void>

/** The paths that the steps handle. */
export const paths = {
  authorize: /^(?:\/rest\/oauth2\/latest)?\/authorize$/,
  authorizeAndResume: /^(?:\/rest\/oauth2\/latest)?\/authorize(?:\/|$)/,
  token: /^(?:\/oauth|\/rest\/oauth2\/latest)?\/token$/,
  api: /^\/(?:oauth\/token\/accessible-resources|me|ex\/.*|rest\/api\/2\/myself)$/,
  pages: /^\/(?:login|consent)\//,
  error: /^\/error$/,
  avatar: /^\/avatar\/(.+)\.png$/,
  control: /^\/_control\//,
} as const

/** Runs a step for some paths only; other requests skip it. */
export function onPath(path: RegExp, step: Step): Middleware {
  return async (ctx, next) => {
    await (path.test(ctx.path) ? step(ctx, next) : next())
  }
}
