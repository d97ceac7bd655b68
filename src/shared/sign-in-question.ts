import { isolated } from './clean-text.ts'
import type { SignInQuestion } from './snapshot.ts'

export interface QuestionText {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
}

/** The question to ask before a new sign-in replaces the current one. */
export function signInQuestionText(question: SignInQuestion): QuestionText {
  switch (question.kind) {
    case 'otherPerson': {
      const [before, now] = [isolated(question.before), isolated(question.now)]
      return {
        title: 'Someone else signed in',
        text: `This account was signed in as ${before}, but now ${now} signed in. Replace the old sign-in?`,
        yes: `Use ${now}`,
        no: 'Keep the old sign-in',
      }
    }
    case 'samePersonTwice':
      return {
        title: 'Already signed in to another account',
        text: `You’re already signed in as ${isolated(question.person)} in “${isolated(question.accountName)}” with the same OAuth app. Signing in here changes the scopes of that account too.`,
        yes: 'Sign in here too',
        no: 'Don’t sign in here',
      }
    case 'isItYou': {
      const who = question.person ?? 'Someone'
      return {
        title: 'Was that you?',
        text: `${who} signed in in a browser. The app can’t tell whether that was you or another user of this computer. Use this sign-in?`,
        yes: 'Yes, that was me',
        no: 'Discard it',
      }
    }
  }
}
