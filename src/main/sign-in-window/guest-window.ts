import {
  BrowserWindow,
  dialog,
  screen,
  type BrowserWindowConstructorOptions,
  type Certificate,
  type HandlerDetails,
  type Session,
  type WebContents,
} from 'electron'
import { cleanText } from '../../shared/clean-text.ts'
import { appIcon } from '../app-icon.ts'
import { mayPopUp, popupSize, usualSize } from './page-kind.ts'

const maxPopups = 3

const open = new Set<BrowserWindow>()

/** Puts the sign-in windows on top of the app's own window, which shows what they are for. */
export function raiseGuestWindows(): void {
  for (const window of open) {
    window.moveTop()
    window.focus()
  }
}

/** The pages in a window, and the popups they open. */
export interface GuestWindow {
  /** Closes the window and its popups. Not to be called inside an event of theirs. */
  close(): void
}

const prevent = (event: { preventDefault(): void }) => event.preventDefault()

function destroy(window: BrowserWindow): void {
  if (!window.isDestroyed()) window.destroy()
}

/** The certificate that the user chooses to send; undefined: none. */
async function askForCertificate(
  window: BrowserWindow,
  url: string,
  certificates: readonly Certificate[],
): Promise<Certificate | undefined> {
  const host = (URL.canParse(url) && new URL(url).host) || url
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Send a certificate to ${host}?`,
    detail: 'The sign-in page asks for one. It tells the page who you are.',
    buttons: [
      ...certificates.map(
        ({ subjectName, issuerName }) => `Send ${cleanText(subjectName)} (from ${cleanText(issuerName)})`,
      ),
      'Don’t send one',
    ],
    defaultId: certificates.length,
    cancelId: certificates.length,
    noLink: true,
  })
  return certificates[response]
}

/** What Electron passes to `createWindow`: for popups it has already made the contents. */
type PopupOptions = BrowserWindowConstructorOptions & { readonly webContents?: WebContents }

/**
 * Opens a window for pages of others. They are guests: they decide nothing about windows, dialogs, certificates, or
 * closing. `watch` is called with the window and with each popup before anything loads.
 */
export function openGuestWindow(
  pages: Session,
  watch: (window: BrowserWindow, isPopup: boolean) => void,
): GuestWindow & { readonly window: BrowserWindow } {
  const popups = new Set<BrowserWindow>()
  let isAsking = false
  const webPreferences = {
    session: pages,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    // not even the first one, which `safeDialogs` would show
    disableDialogs: true,
  }
  const plain = { title: 'Sign in', autoHideMenuBar: true, icon: appIcon() }

  const openPopup = (
    { url, features }: HandlerDetails,
    { webContents: contents }: PopupOptions,
  ): WebContents => {
    // of what the page asks for, only a size counts: Electron would also apply `kiosk`, `alwaysOnTop`, `x`, …
    const popup = new BrowserWindow({
      ...plain,
      ...popupSize(features, screen.getPrimaryDisplay().workAreaSize),
      parent: window,
      webPreferences,
      ...(contents !== undefined && { webContents: contents }),
    })
    popups.add(popup)
    popup.on('closed', () => popups.delete(popup))
    receive(popup, true)
    if (contents === undefined) popup.loadURL(url).catch(() => undefined)
    return popup.webContents
  }

  const receive = (guest: BrowserWindow, isPopup: boolean): void => {
    const { webContents } = guest
    // the window's event, not webContents': only this one prevents a page from setting the title
    guest.on('page-title-updated', prevent)
    // a page could delay closing, or prevent it
    guest.on('close', (event) => {
      event.preventDefault()
      setImmediate(() => destroy(guest))
    })
    webContents.on('will-prevent-unload', prevent)
    // moveTo and resizeTo
    webContents.on('content-bounds-updated', prevent)
    // by default, Electron sends the first one
    webContents.on('select-client-certificate', (event, url, certificates, callback) => {
      event.preventDefault()
      // `callback` without a certificate sends none, which its type doesn't say
      const send = callback as (chosen?: Certificate) => void
      if (isAsking) return send()
      isAsking = true
      void askForCertificate(guest, url, certificates)
        .catch(() => undefined)
        .then((chosen) => {
          isAsking = false
          if (chosen === undefined) send()
          else send(chosen)
        })
    })
    webContents.setWindowOpenHandler((details) => {
      if (!mayPopUp(details.url) || popups.size >= maxPopups) return { action: 'deny' }
      return {
        action: 'allow',
        overrideBrowserWindowOptions: { webPreferences },
        createWindow: (options) => openPopup(details, options),
      }
    })
    watch(guest, isPopup)
  }

  const window = new BrowserWindow({ ...plain, ...usualSize, webPreferences })
  receive(window, false)
  open.add(window)
  window.on('closed', () => open.delete(window))
  return {
    window,
    close: () => {
      for (const popup of popups) destroy(popup)
      destroy(window)
    },
  }
}
