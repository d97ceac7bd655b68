import { connectionTexts } from './connection-problem.ts'
import type { ErrorCode } from './error-codes.ts'

/** What the user reads: what happened, and what to do about it. */
export interface ErrorText {
  /** What happened and what it means, in one or two sentences. */
  readonly what: string
  /** What to do; empty when the user can only wait. */
  readonly todo: string
}

const texts: Record<ErrorCode, ErrorText> = {
  offline: {
    what: 'The server can’t be reached.',
    todo: 'Check your network, VPN, or proxy. Renewals are retried automatically.',
  },
  timedOut: {
    what: 'The server didn’t answer in time.',
    todo: 'Renewals are retried automatically.',
  },
  interrupted: {
    what: 'The request was interrupted.',
    todo: 'Renewals are retried automatically.',
  },
  rateLimited: {
    what: 'Too many requests. The server asked us to wait.',
    todo: 'Renewals continue as soon as the server allows.',
  },
  providerFailed: {
    what: 'The server had an internal error.',
    todo: 'Renewals are retried automatically.',
  },
  badAnswer: {
    what: 'The server sent an unexpected response.',
    todo: 'Renewals are retried automatically.',
  },
  ...connectionTexts,
  refreshTokenRefused: {
    what: 'The server no longer accepts this sign-in: it expired, was revoked, or another program used its refresh token.',
    todo: 'Sign in again. If another program uses the same refresh token, stop that program first.',
  },
  clientSecretRefused: {
    what: 'The server rejected the client ID or client secret. You don’t need to sign in again.',
    todo: 'Copy both from where your OAuth app is registered and save them in this account. Renewals are retried automatically. If Jira Token Tray registered itself, sign in again: it registers again.',
  },
  requestRefused: {
    what: 'The server rejected the request.',
    todo: 'Check the client ID, callback URL, scopes, and other URLs of this account.',
  },
  codeRefused: {
    what: 'The server rejected the code from the sign-in page.',
    todo: 'Sign in again and finish within a minute. If that fails too, check the callback URL.',
  },
  accessTokenRefused: {
    what: 'The server rejected this access token, although it has not expired.',
    todo: 'Renew it. If that doesn’t help, sign in again.',
  },
  scopeMissing: {
    what: 'The token is valid, but it lacks the scope for this request.',
    todo: 'Add the scope to this account and, if you registered an OAuth app for it, to that app. Then sign in again.',
  },
  notSignedIn: { what: 'You are not signed in to this account.', todo: 'Sign in.' },
  noRefreshToken: {
    what: 'This sign-in has no refresh token, so it can’t be renewed: its scopes lack offline_access, the server issues none, or only an access token was imported.',
    todo: 'Sign in again. If the scopes of this account lack offline_access and the server supports it, add it first.',
  },
  tokenMissing: {
    what: 'No saved token for this account was found in your keychain.',
    todo: 'Sign in again.',
  },
  tokenInApp: {
    what: 'This account was signed in with the app. On macOS, only the app can read that sign-in.',
    todo: 'Start Jira Token Tray. To use the account without the app, sign in again.',
  },
  tokenExpired: { what: 'The access token has expired.', todo: 'Renew it or sign in again.' },
  minValidTooLong: {
    what: 'Even a new token for this account is not valid that long.',
    todo: 'Ask for a shorter time.',
  },
  tokenRefused: {
    what: 'The server rejected a token that was renewed less than a minute ago, so renewing it again would not help.',
    todo: 'Check the scopes and which site the program uses. If both are right, sign in again.',
  },
  clientSecretMissing: {
    what: 'No client secret is saved for this account.',
    todo: 'Enter it in the account’s settings.',
  },
  keychainLocked: {
    what: 'The keychain is locked.',
    todo: 'Unlock it (sign in to your desktop or open your password manager). Nothing is lost.',
  },
  keychainAsking: {
    what: 'The keychain is asking you for a password or permission.',
    todo: 'Answer it; its window may be behind others. Saving and reading continue as soon as you do.',
  },
  keychainMissing: {
    what: 'No keychain was found, so secrets are kept in memory only and are lost on quit.',
    todo: 'Install and start one (on Linux: gnome-keyring or KWallet), then restart Jira Token Tray.',
  },
  keychainLibraryMissing: {
    what: 'The library libsecret is missing, so the keychain can’t be used. Secrets are kept in memory only and are lost on quit.',
    todo: 'Install it (package libsecret-1-0 on Debian, Ubuntu, and openSUSE; libsecret on Fedora, Arch, and Alpine), then restart Jira Token Tray.',
  },
  keychainFailed: {
    what: 'The keychain isn’t working right now.',
    todo: 'The token stays in memory. Saving it is retried automatically.',
  },
  signInNotBegun: {
    what: 'There is no sign-in to finish: none was started in the last ten minutes, or it has already ended.',
    todo: 'Start one with jira-token sign-in.',
  },
  surfaceMissing: {
    what: 'The sign-in window needs the desktop app, which isn’t running.',
    todo: 'Sign in using your browser or manually: jira-token sign-in --browser or --manual.',
  },
  alreadySignedIn: {
    what: 'You are already signed in to this account.',
    todo: 'Sign out first, or add another account.',
  },
  signInRunning: {
    what: 'A sign-in for this account is already in progress.',
    todo: 'Finish it or cancel it.',
  },
  signInCancelled: { what: 'The sign-in was canceled.', todo: 'Nothing has changed.' },
  signInTimedOut: {
    what: 'The sign-in was not finished within five minutes.',
    todo: 'Start again when you are ready.',
  },
  signInPageFailed: {
    what: 'The sign-in page couldn’t be loaded.',
    todo: 'Check your network and the authorize URL, then try again.',
  },
  consentDenied: {
    what: 'Access was denied on the consent page.',
    todo: 'If that was a mistake, sign in again and choose Accept.',
  },
  wrongState: {
    what: 'The response doesn’t belong to this sign-in (its state doesn’t match), so it was rejected.',
    todo: 'Sign in again. If it keeps happening, another page may be interfering.',
  },
  redirectUriNotRegistered: {
    what: 'The server doesn’t know the callback URL of this account.',
    todo: 'Register exactly this callback URL for your OAuth app (developer console, Authorization), or change it in the account.',
  },
  portTaken: {
    what: 'Another program is using the port of the callback URL.',
    todo: 'Stop that program, or use the built-in sign-in window (it needs no port).',
  },
  portHeldBySignIn: {
    what: 'Another account is signing in on the same port of the callback URL.',
    todo: 'Finish or cancel that sign-in first, or use the built-in sign-in window (it needs no port).',
  },
  portNotAllowed: {
    what: 'The system doesn’t let Jira Token Tray use the port of the callback URL.',
    todo: 'Use the built-in sign-in window (it needs no port), or register a callback URL with another port: those below 1024 are usually reserved, and Windows reserves some above.',
  },
  callbackNotLoopback: {
    what: 'The callback URL of this account doesn’t point to this computer over http, so your browser can’t return the result.',
    todo: 'Use the built-in sign-in window, or a callback URL like http://localhost:8080/callback.',
  },
  wrongIssuer: {
    what: 'The response came from a different authorization server than expected, so it was rejected.',
    todo: 'Sign in again. If it happens again, don’t trust the page you signed in on.',
  },
  signInNotNeeded: {
    what: 'This server works without signing in.',
    todo: 'You don’t need a token: add its URL to your MCP client directly.',
  },
  serverMetadataMissing: {
    what: 'Signing in to this server isn’t possible: it publishes no usable OAuth metadata.',
    todo: 'Check that the URL is the one you would give an MCP client.',
  },
  issuerMismatch: {
    what: 'The sign-in for this server belongs to an issuer that its URL doesn’t lead to.',
    todo: 'If you trust all of these hosts, accept the issuer (--trust-issuer URL). If not, don’t sign in there, and ask the server’s administrator.',
  },
  resourceMismatch: {
    what: 'The metadata of this server describes a different server.',
    todo: 'Check the URL, or report it to the server’s administrator.',
  },
  endpointNotSafe: {
    what: 'This server would send secrets over unencrypted http.',
    todo: 'Report it to its administrator: every sign-in URL must use https (http is allowed on this computer only).',
  },
  pkceNotSupported: {
    what: 'The authorization server doesn’t announce support for PKCE with S256, so signing in there is not safe.',
    todo: 'Report it to the server’s administrator. If the server says nothing at all about PKCE, you can enter a client ID that you registered there.',
  },
  registrationNotOffered: {
    what: 'This server doesn’t support automatic registration.',
    todo: 'Ask its administrator for a client ID and enter it.',
  },
  registrationRefused: {
    what: 'The server refused to register this app.',
    todo: 'Ask its administrator for a client ID and enter it.',
  },
  otherPersonDeclined: {
    what: 'The new sign-in was discarded.',
    todo: 'This account is unchanged.',
  },
  signedOutMeanwhile: {
    what: 'In the meantime, the account was signed out or signed in again.',
    todo: '',
  },
  syncedFileFolderMissing: {
    what: 'The folder of this file is missing.',
    todo: 'Restore it (or reconnect its disk), or remove the file from the list. Syncing is retried automatically.',
  },
  syncedFileSymlink: {
    what: 'The file, or a folder in its path, is now a symbolic link. Tokens are never written through one.',
    todo: 'Remove the file from the list, then add the file that the link points to.',
  },
  syncedFileReadOnly: {
    what: 'You don’t have permission to write this file or to create a file in its folder.',
    todo: 'Make its folder writable for your user. Syncing is retried automatically.',
  },
  syncedFileDiskFull: {
    what: 'There is no space left for this file. Its previous content is unchanged.',
    todo: 'Free some space. Syncing is retried automatically.',
  },
  syncedFileOpen: {
    what: 'This file couldn’t be written: another program has it open.',
    todo: 'Close it there. Syncing is retried automatically.',
  },
  syncedFileUnusable: {
    what: 'This file can’t be synced.',
    todo: 'Choose a regular text file. Syncing is retried automatically.',
  },
  syncedFileNotBlanked: {
    what: 'The access token could not be removed from a file. It works until it expires.',
    todo: 'Delete it yourself, and remove the file from the account’s synced files if it is still listed.',
  },
  mcpConfigUnusable: {
    what: 'The settings file of this MCP client can’t be read, so it was not changed.',
    todo: 'Fix it in an editor, then try again.',
  },
  mcpConfigNotWritten: {
    what: 'The settings file of this MCP client couldn’t be written. Its previous content is unchanged.',
    todo: 'Make the file and its folder writable for your user, then try again.',
  },
  mcpNameTaken: {
    what: 'This MCP client already has another server with that name, which was not changed.',
    todo: 'Choose another name.',
  },
  mcpProgramMissing: {
    what: 'MCP clients run jira-token, but it was not found on this computer (or only without the Node.js that it needs).',
    todo: 'Put the packaged jira-token on your PATH, or run npm run build && npm link in a checkout of this project.',
  },
  mcpClientFailed: {
    what: 'The MCP client’s own command failed.',
    todo: 'Run it yourself to see why.',
  },
  accountNotFound: { what: 'This account doesn’t exist.', todo: 'Choose one from the list.' },
  invalidInput: {
    what: 'Something you entered is not valid.',
    todo: 'Correct it and try again.',
  },
  envFileUnusable: {
    what: 'No JIRA_OAUTH_… settings could be read from this file.',
    todo: 'Choose the .env file of a program that uses Jira.',
  },
  demoUnavailable: {
    what: 'The demo account needs the project’s source code.',
    todo: 'Run the app from a checkout with npm start.',
  },
  notCopied: {
    what: 'The token was not copied: this desktop only lets a window copy that has the focus.',
    todo: 'Click Copy token in the window, or install wl-clipboard.',
  },
  ownerStays: {
    what: 'The app is running and keeps managing the accounts.',
    todo: 'Quit it from its tray menu first.',
  },
  diskFull: {
    what: 'The disk is full, so this could not be saved.',
    todo: 'Free some space, then try again. Renewals are retried automatically.',
  },
  closing: { what: 'Jira Token Tray is shutting down.', todo: '' },
  internal: {
    what: 'Something went wrong inside Jira Token Tray.',
    todo: 'Report it with the app’s diagnostics or the output of jira-token doctor.',
  },
}

/** Why a token that works reaches nothing, and what to do. */
export const noSiteText: ErrorText = {
  what: 'This account has access to no site.',
  todo: 'Sign in again and choose a site on the consent page. If it lists none, or if this is a service account, ask your administrator for access to the product.',
}

/** The text for an error code. */
export function errorText(code: ErrorCode): ErrorText {
  return texts[code]
}
