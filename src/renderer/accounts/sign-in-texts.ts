import type { Activity, SignInQuestion } from '../../shared/snapshot.ts'

type SigningIn = Extract<Activity, { kind: 'signingIn' }>

/** What a sign-in waits for. */
export function signInStepText({ step, surface }: Pick<SigningIn, 'step' | 'surface'>): {
  title: string
  text: string
} {
  if (step === 'exchanging') return { title: 'Almost done…', text: 'Fetching the token.' }
  if (step === 'confirming') return { title: 'Almost done…', text: 'Looking who signed in.' }
  return surface === 'window'
    ? {
        title: 'Waiting for you',
        text: 'Sign in at Atlassian in the window that has opened, then choose Accept.',
      }
    : {
        title: 'Waiting for you',
        text: 'Sign in at Atlassian in your browser, then choose Accept. This window notices by itself.',
      }
}

export interface QuestionText {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
}

/** The question before a new sign-in replaces what is there. */
export function signInQuestionText(question: SignInQuestion): QuestionText {
  switch (question.kind) {
    case 'otherPerson':
      return {
        title: 'Another person signed in',
        text: `Until now this account belonged to ${question.before}; now ${question.now} signed in. Replace the old sign-in?`,
        yes: `Use ${question.now}`,
        no: 'Keep the old sign-in',
      }
    case 'samePersonTwice':
      return {
        title: 'Already signed in elsewhere',
        text: `${question.person} is signed in at “${question.accountName}” with the same app. This new consent replaces the scopes of that one.`,
        yes: 'Sign in here too',
        no: 'Don’t sign in here',
      }
  }
}
