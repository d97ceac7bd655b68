import type { Activity } from '../../shared/snapshot.ts'

type SigningIn = Extract<Activity, { kind: 'signingIn' }>

const waitingTexts: Record<SigningIn['surface'], string> = {
  window: 'Sign in at Atlassian in the window that has opened, then choose Accept.',
  browser: 'Sign in at Atlassian in your browser, then choose Accept. This window notices by itself.',
  manual: 'A sign-in was begun on the command line and is finished there.',
}

/** What a sign-in waits for. */
export function signInStepText({ step, surface }: Pick<SigningIn, 'step' | 'surface'>): {
  title: string
  text: string
} {
  if (step === 'exchanging') return { title: 'Almost done…', text: 'Fetching the token.' }
  if (step === 'confirming') return { title: 'Almost done…', text: 'Looking who signed in.' }
  return { title: 'Waiting for you', text: waitingTexts[surface] }
}
