import type { SignInQuestion } from './snapshot.ts'

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
