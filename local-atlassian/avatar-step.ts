import { drawAvatar } from './avatar.ts'
import { PATHS, type Step } from './on-path.ts'
import type { Settings } from './settings.ts'

const SITE_COLOUR = [12, 102, 228] as const

/** The pictures of people and sites. */
export function avatarStep(settings: Settings): Step {
  return async (ctx) => {
    const id = decodeURIComponent(PATHS.avatar.exec(ctx.path)?.[1] ?? '')
    const person = settings.people.find(({ accountId }) => accountId === id)
    ctx.type = 'png'
    ctx.body = drawAvatar(person?.colour ?? SITE_COLOUR)
  }
}
