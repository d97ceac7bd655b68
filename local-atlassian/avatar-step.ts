import { drawAvatar } from './avatar.ts'
import { paths, type Step } from './on-path.ts'
import { robot } from './people.ts'
import type { Settings } from './settings.ts'

const siteColor = [12, 102, 228] as const

/** The avatars of people and sites. */
export function avatarStep(settings: Settings): Step {
  return async (ctx) => {
    const id = decodeURIComponent(paths.avatar.exec(ctx.path)?.[1] ?? '')
    const person = [...settings.people, robot].find(({ accountId }) => accountId === id)
    ctx.type = 'png'
    ctx.body = drawAvatar(person?.color ?? siteColor)
  }
}
