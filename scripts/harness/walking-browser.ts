import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'

/** A browser whose user goes through login and consent at once. `BROWSER` for tests: see `walkingBrowser`. */
const [page = ''] = process.argv.slice(2)
const decision = process.env['WALK_DECISION'] === 'cancel' ? 'cancel' : 'accept'
const { url } = await walkThroughSignIn(page, { decision })
await fetch(url)
