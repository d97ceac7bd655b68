import type { ErrorCode } from './error-codes.ts'

/** What a person reads: what happened, and what to do about it. */
export interface ErrorText {
  /** What happened and what it means, one or two sentences. */
  readonly what: string
  /** What to do; empty where there is nothing to do but wait. */
  readonly todo: string
}

const texts: Record<ErrorCode, ErrorText> = {
  offline: {
    what: 'The sign-in server can’t be reached.',
    todo: 'Check your network, VPN or proxy. The app tries again by itself.',
  },
  timedOut: { what: 'The server did not answer in time.', todo: 'The app tries again by itself.' },
  interrupted: { what: 'The request was interrupted.', todo: 'The app tries again by itself.' },
  rateLimited: {
    what: 'The server asks to slow down (too many requests).',
    todo: 'The app waits as long as the server asked, then tries again.',
  },
  providerFailed: {
    what: 'The server reported a failure of its own.',
    todo: 'The app tries again by itself.',
  },
  badAnswer: {
    what: 'The server’s answer makes no sense (often a proxy’s or a Wi-Fi login page).',
    todo: 'Check that you are online without a login page. The app tries again by itself.',
  },
  refreshTokenRefused: {
    what: 'The server no longer accepts this sign-in: it ran out, was revoked, or another program used it up.',
    todo: 'Sign in again. If another program uses the same refresh token, stop it first.',
  },
  clientSecretRefused: {
    what: 'The server refuses the client ID or client secret. Your sign-in itself is not lost.',
    todo: 'Copy them again from where the app is registered and save them here. An app that registered itself: empty the client ID, and save.',
  },
  requestRefused: {
    what: 'The server refused the request.',
    todo: 'Check the client ID, callback URL, scopes and the URLs under Advanced.',
  },
  codeRefused: {
    what: 'The server did not accept the answer of the sign-in page.',
    todo: 'Sign in again; finish within a minute, and check the callback URL.',
  },
  accessTokenRefused: {
    what: 'The server refuses this access token although it has time left.',
    todo: 'Renew it. If that does not help, sign in again.',
  },
  scopeMissing: {
    what: 'The token is valid, but has no scope for this.',
    todo: 'Add the scope in the developer console and in this account, then sign in again.',
  },
  notSignedIn: { what: 'Nobody is signed in at this account yet.', todo: 'Sign in.' },
  noRefreshToken: {
    what: 'This sign-in came without a refresh token, so it can’t be renewed (the scopes lack offline_access, or the server gives none).',
    todo: 'Add offline_access to the scopes of this account, if the server knows it, then sign in again.',
  },
  tokenMissing: {
    what: 'The keychain works, but the token that was stored there is gone.',
    todo: 'Sign in again.',
  },
  tokenExpired: { what: 'The access token has expired.', todo: 'Renew it, or sign in again.' },
  minValidTooLong: {
    what: 'No token of this account lives that long, not even a fresh one.',
    todo: 'Ask for less validity.',
  },
  tokenRefused: {
    what: 'The server refuses even a token that was renewed less than a minute ago, so another renewal would not help.',
    todo: 'Check the scopes and the site that the program asks for. If they are right, sign in again.',
  },
  clientSecretMissing: {
    what: 'The client secret of this account is not stored.',
    todo: 'Enter it in the account’s settings.',
  },
  keychainLocked: {
    what: 'The keychain is locked.',
    todo: 'Unlock it (sign in to your desktop, or open your password manager). Nothing is lost.',
  },
  keychainMissing: {
    what: 'There is no keychain on this desktop, so secrets are kept in memory only, until you quit.',
    todo: 'Install and start one (Linux: gnome-keyring or KWallet), then restart the app.',
  },
  keychainFailed: {
    what: 'The keychain does not work right now.',
    todo: 'The app keeps trying; the token stays in memory until then.',
  },
  signInNotBegun: {
    what: 'No sign-in waits for this: none was begun within the last ten minutes, or it is over.',
    todo: 'Begin one with jira-token sign-in.',
  },
  surfaceMissing: {
    what: 'The sign-in window needs the app, which is not running.',
    todo: 'Sign in in the browser or by hand: jira-token sign-in --browser or --manual.',
  },
  alreadySignedIn: {
    what: 'This account is signed in already.',
    todo: 'Sign out first, or make another account.',
  },
  signInRunning: {
    what: 'A sign-in for this account is already under way.',
    todo: 'Finish it in its window, or cancel it.',
  },
  signInCancelled: { what: 'The sign-in was cancelled.', todo: 'Nothing has changed.' },
  signInTimedOut: {
    what: 'The sign-in was not finished within five minutes.',
    todo: 'Start it again when you are ready.',
  },
  signInPageFailed: {
    what: 'The sign-in page could not be loaded.',
    todo: 'Check your network and the authorize URL, then try again.',
  },
  consentDenied: {
    what: 'Access was denied on the consent page.',
    todo: 'Sign in again and choose Accept, if you want the app to hold a token.',
  },
  wrongState: {
    what: 'The answer does not belong to this sign-in, so it was thrown away (its state does not match).',
    todo: 'Sign in again. If it happens again, another page is interfering.',
  },
  redirectUriNotRegistered: {
    what: 'The server does not know the callback URL of this account.',
    todo: 'Add exactly this callback URL where your app is registered (developer console, Authorization), or change it here.',
  },
  portTaken: {
    what: 'The port of the callback URL is in use by another program.',
    todo: 'Stop that program, or sign in in the window, which needs no port.',
  },
  callbackNotLoopback: {
    what: 'The callback URL of this account does not lead to this computer over http, so a browser can’t hand over the answer.',
    todo: 'Sign in in the window, or use a callback URL like http://localhost:8080/callback.',
  },
  wrongIssuer: {
    what: 'The answer came from another authorization server than the one that was asked, so it was thrown away.',
    todo: 'Sign in again. If it happens again, do not trust the page you signed in at.',
  },
  signInNotNeeded: {
    what: 'This server answers without a sign-in.',
    todo: 'There is nothing to keep valid: give its URL to your MCP client as it is.',
  },
  serverMetadataMissing: {
    what: 'This server does not say where to sign in (no OAuth metadata).',
    todo: 'Check the URL: it must be the one an MCP client would get.',
  },
  issuerMismatch: {
    what: 'The authorization server is not the one that the server names: its metadata has another issuer.',
    todo: 'Do not sign in there, and tell whoever runs the server.',
  },
  resourceMismatch: {
    what: 'The metadata of this server is about another one.',
    todo: 'Check the URL, or tell whoever runs the server.',
  },
  endpointNotSafe: {
    what: 'This server wants secrets to travel over http.',
    todo: 'Tell whoever runs it: all URLs of a sign-in must be https (http for this computer only).',
  },
  pkceNotSupported: {
    what: 'The authorization server does not say that it supports PKCE with S256, so a sign-in there is not safe.',
    todo: 'Tell whoever runs the server.',
  },
  registrationNotOffered: {
    what: 'This server does not let apps register themselves.',
    todo: 'Ask whoever runs it for a client ID, and enter it.',
  },
  registrationRefused: {
    what: 'The server refused to register this app.',
    todo: 'Ask whoever runs it for a client ID, and enter it.',
  },
  otherPersonDeclined: { what: 'The new sign-in was not kept.', todo: 'The one from before stays in place.' },
  signedOutMeanwhile: { what: 'The account was signed out or signed in anew meanwhile.', todo: '' },
  syncedFileFolderMissing: {
    what: 'The folder of this file is not there.',
    todo: 'Bring it back (or plug its disk in), or remove the file from the list. The app tries again by itself.',
  },
  syncedFileSymlink: {
    what: 'The file, or a folder on the way to it, has become a symbolic link. The app never writes through one.',
    todo: 'Remove the file from the list, then add the one that the link leads to.',
  },
  syncedFileReadOnly: {
    what: 'The app may not write this file, or not make a new one beside it.',
    todo: 'Make its folder writable for you. The app tries again by itself.',
  },
  syncedFileDiskFull: {
    what: 'There is no space left for this file. What was in it before is still there.',
    todo: 'Free some space. The app tries again by itself.',
  },
  syncedFileUnusable: {
    what: 'This file can’t be kept current.',
    todo: 'Pick an ordinary text file. The app tries again by itself.',
  },
  syncedFileNotBlanked: {
    what: 'The access token in a file could not be removed. It works until it expires.',
    todo: 'Delete it yourself, and remove the file from the list of its account if it is still there.',
  },
  mcpConfigUnusable: {
    what: 'The settings file of this MCP client can’t be read, so it was left alone.',
    todo: 'Repair it in an editor, then try again.',
  },
  mcpConfigNotWritten: {
    what: 'The settings file of this MCP client could not be written. What was in it before is still there.',
    todo: 'Make the file and its folder writable for you, then try again.',
  },
  mcpNameTaken: {
    what: 'This MCP client has another server of that name, which was left alone.',
    todo: 'Choose another name.',
  },
  mcpProgramMissing: {
    what: 'MCP clients start jira-token on Node, and it was not found on this computer.',
    todo: 'Run npm run build && npm link in a checkout of this project, or copy the snippet and put the paths in yourself.',
  },
  mcpClientFailed: {
    what: 'The MCP client’s own command did not work.',
    todo: 'Run it yourself to see more.',
  },
  accountNotFound: { what: 'There is no such account.', todo: 'Choose one of the list.' },
  invalidInput: { what: 'Something in the form is not right.', todo: 'Correct the marked field.' },
  envFileUnusable: {
    what: 'This file has no JIRA_OAUTH_… settings.',
    todo: 'Pick the .env file of the program that uses Jira.',
  },
  demoUnavailable: {
    what: 'The demo account needs the project’s source.',
    todo: 'Run the app from a checkout with npm start.',
  },
  ownerStays: {
    what: 'The app holds the accounts, and does not hand them over.',
    todo: 'Quit the app from its tray menu.',
  },
  closing: { what: 'The app is closing.', todo: '' },
  internal: { what: 'Something went wrong inside the app.', todo: 'Copy the diagnostics and report it.' },
}

/** Codes whose detail names what a text can't know, such as a URL; it is ours, not the server's words. */
const detailed: ReadonlySet<ErrorCode> = new Set([
  'serverMetadataMissing',
  'issuerMismatch',
  'resourceMismatch',
  'endpointNotSafe',
  'registrationRefused',
])

/** What happened and what to do, in one text; with the detail where it tells more. */
export function failureText(code: ErrorCode, detail: string | null): string {
  const { what, todo } = texts[code]
  const whole = detail !== null && detailed.has(code) ? what.replace(/[.]$/, ` (${detail}).`) : what
  return `${whole} ${todo}`.trim()
}

/** The text for an error code. */
export function errorText(code: ErrorCode): ErrorText {
  return texts[code]
}
