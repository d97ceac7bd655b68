import type { Context, Middleware, Next } from 'koa'

export type Step = (ctx: Context, next: Next) => Promise<void>

export const PATHS = {
  authorize: /^(?:\/rest\/oauth2\/latest)?\/authorize$/,
  authorizeAndResume: /^(?:\/rest\/oauth2\/latest)?\/authorize(?:\/|$)/,
  token: /^(?:\/oauth|\/rest\/oauth2\/latest)?\/token$/,
  api: /^\/(?:oauth\/token\/accessible-resources|me|ex\/.*|rest\/api\/2\/myself)$/,
  pages: /^\/(?:login|consent)\//,
  error: /^\/error$/,
  avatar: /^\/avatar\/(.+)\.png$/,
  control: /^\/_control\//,
} as const

/** A step that concerns some paths only; all other requests pass by. */
export function onPath(path: RegExp, step: Step): Middleware {
  return async (ctx, next) => {
    await (path.test(ctx.path) ? step(ctx, next) : next())
  }
}
