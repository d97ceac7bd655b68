import type { SignInQuestion } from '../../shared/snapshot.ts'
import { Button } from '../parts/button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { signInQuestionText } from '../../shared/sign-in-question.ts'
import './sign-in-panel.css'
import './account-actions.css'

/** Asks for confirmation before a finished sign-in replaces the current one. */
export function SignInQuestionPanel({
  id,
  question,
}: {
  readonly id: string
  readonly question: SignInQuestion
}) {
  const action = useAction()
  const { title, text, yes, no } = signInQuestionText(question)
  const answer = (proceed: boolean) => void action.run(() => call('signIn:answer', { id, proceed }))
  return (
    <section
      class="sign-in-panel sign-in-question"
      role="group"
      aria-label={title}
      aria-describedby={`question-${id}`}
    >
      <p class="panel-title" role="alert">
        {title}
      </p>
      <p class="panel-text break" id={`question-${id}`}>
        {text}
      </p>
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
      <div class="actions">
        <Button variant="primary" wide busy={action.busy} onClick={() => answer(true)}>
          {yes}
        </Button>
        <Button wide onClick={() => answer(false)}>
          {no}
        </Button>
      </div>
    </section>
  )
}
