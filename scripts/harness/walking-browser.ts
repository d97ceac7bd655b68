import { walkThroughSignIn } from '../../local-atlassian/walk-through-sign-in.ts'

/** A browser whose user completes login and consent immediately. For the tests' `BROWSER`: see `walkingBrowser`. */
const [page = ''] = process.argv.slice(2)
const decision = process.env['WALK_DECISION'] === 'cancel' ? 'cancel' : 'accept'
const { url } = await walkThroughSignIn(page, { decision })
await fetch(url)
