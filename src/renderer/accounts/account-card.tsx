import { useEffect, useRef, useState } from 'preact/hooks'
import { kindTraits } from '../../shared/account-kinds.ts'
import type { AccountSnapshot } from '../../shared/snapshot.ts'
import { DayStrip } from '../history/day-strip.tsx'
import { Avatar } from '../parts/avatar.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { Icon } from '../parts/icon.tsx'
import { IconButton } from '../parts/icon-button.tsx'
import { MiddleCut } from '../parts/middle-cut.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { useFocusWhenLost } from '../state/use-focus-when-lost.ts'
import { AccountActions } from './account-actions.tsx'
import { RemoveDialog, SignOutDialog } from './account-dialogs.tsx'
import { accountHelps } from './account-helps.ts'
import { AccountMenu } from './account-menu.tsx'
import { CountdownRing } from './countdown-ring.tsx'
import { getCountdown, type Countdown } from './countdown.ts'
import { HelpList } from './help-list.tsx'
import { SignInPanel } from './sign-in-panel.tsx'
import { sitesText } from './site-text.ts'
import { TrayPin } from './tray-pin.tsx'
import './account-card.css'

export interface AccountCardProps {
  readonly account: AccountSnapshot
  readonly nowMs: number
  /** Whether it is the only account, which leaves room for the large ring. */
  readonly alone: boolean
  readonly pinned: boolean | null
  /** Whether the user has just opened this card, so it takes focus. */
  readonly takeFocus: boolean
  /** Null: it stays open as long as no other one is opened. */
  readonly onClose: (() => void) | null
}

interface CardTimeProps {
  readonly sites: AccountSnapshot['sites']
  readonly countdown: Countdown
}

/** How long the token is valid, when it will be renewed, and for which sites it is. */
function CardTime({ sites, countdown }: CardTimeProps) {
  const { schedule } = countdown
  const names = sitesText(sites)
  return (
    <div class="card-time">
      <CountdownRing countdown={countdown} />
      {(schedule.length > 0 || names !== '') && (
        <div class="card-facts">
          {schedule.length > 0 && (
            <p class="card-schedule">
              {schedule.map((part) => (
                <span key={part}>{part} </span>
              ))}
            </p>
          )}
          {names !== '' && (
            <p class="card-sites" title={sites.map((site) => site.url).join('\n')}>
              <Icon name="globe" size={14} />
              <span>{names}</span>
            </p>
          )}
        </div>
      )}
    </div>
  )
}

/** Everything about one account. */
export function AccountCard({ account, nowMs, alone, pinned, takeFocus, onClose }: AccountCardProps) {
  const [asking, setAsking] = useState<'signOut' | 'remove' | null>(null)
  const [outcome, setOutcome] = useState(false)
  const signIn = useAction()
  const countdown = getCountdown(account, nowMs)
  const { person, activity } = account
  const { label } = kindTraits[account.kind]
  const close = () => setAsking(null)
  const crowded = outcome || accountHelps(account, nowMs).length > 0 || activity.kind === 'signingIn'

  const name = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!alone) name.current?.closest('article')?.scrollIntoView({ block: 'nearest' })
    if (takeFocus) name.current?.focus({ preventScroll: true })
  }, [])
  // after coming from another page, or when the buttons were replaced
  useFocusWhenLost(name, [activity.kind, activity.kind === 'signingIn' && activity.question])

  return (
    <article
      class={`card card-${cardSize(alone && !crowded, countdown)} tone-${countdown.tone}`}
      aria-label={account.name}
    >
      <div class="card-head">
        <Avatar name={person?.name ?? account.name} image={person?.avatar ?? null} />
        <div class="card-titles">
          <h2 class="card-name" title={account.name} ref={name} tabIndex={-1}>
            <MiddleCut text={account.name} />
            {account.demo && <span class="badge">Demo</span>}
          </h2>
          <p class="card-person" title={person?.name}>
            {person?.name ?? label}
          </p>
        </div>
        {pinned === true && <TrayPin />}
        <AccountMenu
          account={account}
          pinned={pinned}
          onSignIn={() => void signIn.run(() => call('signIn:start', { id: account.id, surface: null }))}
          onSignOut={() => setAsking('signOut')}
          onRemove={() => setAsking('remove')}
        />
        {onClose !== null && <IconButton icon="chevron" label={`Close ${account.name}`} onClick={onClose} />}
      </div>
      <CardTime sites={account.sites} countdown={countdown} />
      {!crowded && <DayStrip account={account} nowMs={nowMs} />}
      {signIn.failure !== null && <FailureCallout failure={signIn.failure} onDismiss={signIn.clear} />}
      <HelpList account={account} nowMs={nowMs} />
      {activity.kind === 'signingIn' ? (
        <SignInPanel account={account} activity={activity} />
      ) : (
        <AccountActions account={account} nowMs={nowMs} onOutcome={setOutcome} />
      )}
      {asking === 'signOut' && <SignOutDialog account={account} onClose={close} />}
      {asking === 'remove' && <RemoveDialog account={account} onClose={close} />}
    </article>
  )
}

/** The texts and buttons must fit without scrolling, so the ring shrinks. */
function cardSize(roomy: boolean, { schedule }: Countdown): 'large' | 'stacked' | 'medium' {
  if (roomy) return 'large'
  return schedule.length === 0 ? 'stacked' : 'medium'
}
