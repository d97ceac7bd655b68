import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { Activity } from '../../shared/snapshot.ts'

type SigningIn = Extract<Activity, { kind: 'signingIn' }>

const waitingTexts: Record<SigningIn['surface'], (provider: string) => string> = {
  window: (provider) => `Sign in at ${provider} in the window that has opened, then allow the access.`,
  browser: (provider) =>
    `Sign in at ${provider} in your browser, then allow the access. This window notices by itself.`,
  manual: () => 'A sign-in was begun on the command line and is finished there.',
}

/** What a sign-in waits for. */
export function signInStepText(
  { step, surface }: Pick<SigningIn, 'step' | 'surface'>,
  kind: AccountKind,
): {
  title: string
  text: string
} {
  if (step === 'exchanging') return { title: 'Almost done…', text: 'Fetching the token.' }
  if (step === 'confirming') return { title: 'Almost done…', text: 'Looking who signed in.' }
  return { title: 'Waiting for you', text: waitingTexts[surface](kindTraits[kind].provider) }
}
