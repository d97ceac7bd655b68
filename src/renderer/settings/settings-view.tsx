import { homepage } from '../../shared/homepage.ts'
import type { AppSnapshot } from '../../shared/snapshot.ts'
import { AppMark } from '../parts/app-mark.tsx'
import { Button } from '../parts/button.tsx'
import { CopyDiagnosticsButton } from '../parts/copy-diagnostics-button.tsx'
import { FailureCallout } from '../parts/failure-callout.tsx'
import { LinkButton } from '../parts/link-button.tsx'
import { PageHeader } from '../parts/page-header.tsx'
import { SelectRow } from '../parts/select-row.tsx'
import { Switch } from '../parts/switch.tsx'
import { call } from '../state/call.ts'
import { useAction } from '../state/use-action.ts'
import { BufferRow } from './buffer-row.tsx'
import { clearingOptions, logLevelOptions } from './setting-options.ts'
import { NetworkSettings } from './network-settings.tsx'
import { ShortcutList } from './shortcut-list.tsx'
import { SettingsGroup } from './settings-group.tsx'
import { SurfaceRow } from './surface-row.tsx'
import { useSettings, type EditedSettings } from './use-settings.ts'
import './settings-view.css'

function TokenSettings({ settings, save, fate }: EditedSettings) {
  return (
    <SettingsGroup title="Tokens" fate={fate} keys={['bufferMinutes', 'clipboardClearSec']}>
      <BufferRow minutes={settings.bufferMinutes} onChange={(bufferMinutes) => save({ bufferMinutes })} />
      <SelectRow
        label="Clear the clipboard"
        hint="After copying a token, if it is still there"
        options={clearingOptions(settings.clipboardClearSec)}
        value={settings.clipboardClearSec}
        onChange={(clipboardClearSec) => save({ clipboardClearSec })}
      />
    </SettingsGroup>
  )
}

function SignInSettings({ settings, save, fate }: EditedSettings) {
  return (
    <SettingsGroup title="Sign-in" fate={fate} keys={['signInSurface', 'keepSignInSession']}>
      <SurfaceRow surface={settings.signInSurface} onChange={(signInSurface) => save({ signInSurface })} />
      <Switch
        label="Keep the sign-in session"
        hint="Keeps the sign-in window’s cookies, so signing in again is quicker"
        checked={settings.keepSignInSession}
        onChange={(keepSignInSession) => save({ keepSignInSession })}
      />
    </SettingsGroup>
  )
}

function AppSettings({ settings, save, fate, updateFeed }: EditedSettings & Pick<AppSnapshot, 'updateFeed'>) {
  return (
    <SettingsGroup
      title="App"
      fate={fate}
      keys={['startAtLogin', 'notifications', 'windowPinned', 'windowSize', 'checksForUpdates']}
    >
      <Switch
        label="Start at login"
        hint="Start minimized to the tray"
        checked={settings.startAtLogin}
        onChange={(startAtLogin) => save({ startAtLogin })}
      />
      <Switch
        label="Notifications"
        hint="Only when you need to act"
        checked={settings.notifications}
        onChange={(notifications) => save({ notifications })}
      />
      <Switch
        label="Keep window open"
        hint="Don’t hide when it loses focus"
        checked={settings.windowPinned}
        onChange={(windowPinned) => save({ windowPinned })}
      />
      {settings.windowSize !== null && (
        <div class="row">
          <span class="row-text">
            <span class="row-label">Window size</span>
            <span class="row-hint">You chose it, so it no longer fits what is shown</span>
          </span>
          <Button onClick={() => save({ windowSize: null })}>
            Reset<span class="visually-hidden"> window size</span>
          </Button>
        </div>
      )}
      {updateFeed !== null && (
        <Switch
          label="Look for newer versions"
          hint={`Asks ${updateFeed} once a day, and says nothing about you`}
          checked={settings.checksForUpdates}
          onChange={(checksForUpdates) => save({ checksForUpdates })}
        />
      )}
    </SettingsGroup>
  )
}

function TroubleshootingSettings({ settings, save, fate }: EditedSettings) {
  return (
    <SettingsGroup title="Troubleshooting" fate={fate} keys={['logLevel']}>
      <SelectRow
        label="Log level"
        hint="Logs never contain secrets"
        options={logLevelOptions}
        value={settings.logLevel}
        onChange={(logLevel) => save({ logLevel })}
      />
    </SettingsGroup>
  )
}

/** The version, the log folder, and diagnostics. */
function AboutSection({ version }: { readonly version: string }) {
  const action = useAction()
  return (
    <section class="about" aria-label="About">
      <div class="about-buttons">
        <Button icon="folder" onClick={() => void action.run(() => call('app:openLogFolder', undefined))}>
          Open log folder
        </Button>
        <CopyDiagnosticsButton action={action} />
      </div>
      <p class="row-hint">Diagnostics contain versions, account states, and recent errors, but no secrets.</p>
      {action.failure !== null && <FailureCallout failure={action.failure} onDismiss={action.clear} />}
      <p class="about-version">
        <AppMark size={18} /> Jira Token Tray {version}
        {homepage !== '' && <LinkButton link="homepage">Website</LinkButton>}
      </p>
    </section>
  )
}

/** The app's settings; every change is saved immediately. */
export function SettingsView({ snapshot }: { readonly snapshot: AppSnapshot }) {
  const edited = useSettings(snapshot.settings)
  return (
    <div class="page">
      <PageHeader title="Settings" contents={`${edited.settings.windowSize === null}`} />
      <main class="scroll settings">
        <TokenSettings {...edited} />
        <SignInSettings {...edited} />
        <AppSettings {...edited} updateFeed={snapshot.updateFeed} />
        <NetworkSettings caFile={snapshot.settings.caFile} />
        <ShortcutList />
        <TroubleshootingSettings {...edited} />
        <AboutSection version={snapshot.version} />
      </main>
    </div>
  )
}
