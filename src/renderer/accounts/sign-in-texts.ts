import { kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import type { Activity } from '../../shared/snapshot.ts'

type SigningIn = Extract<Activity, { kind: 'signingIn' }>

const waitingTexts: Record<SigningIn['surface'], (provider: string) => string> = {
  window: (provider) => `Sign in to ${provider} in the window that opened, then allow access.`,
  browser: (provider) =>
    `Sign in to ${provider} in your browser, then allow access. This window updates automatically.`,
  manual: () => 'Finish signing in on the command line.',
}

/** The texts for the current step of a sign-in. */
export function signInStepText(
  { step, surface }: Pick<SigningIn, 'step' | 'surface'>,
  kind: AccountKind,
): {
  title: string
  text: string
} {
  if (step === 'exchanging') return { title: 'Almost done…', text: 'Getting the token…' }
  if (step === 'confirming') return { title: 'Almost done…', text: 'Checking who signed in…' }
  return { title: 'Waiting for you', text: waitingTexts[surface](kindTraits[kind].provider) }
}
