import { keychain, passing, refused, signInNeeded, wrongRequest } from './error-classes.ts'

/** What can go wrong on this computer. */
export const ownErrors = {
  // our tokens
  notSignedIn: signInNeeded({ what: 'You are not signed in to this account.', todo: 'Sign in.' }),
  noRefreshToken: signInNeeded({
    what: 'This sign-in has no refresh token, so it can’t be renewed: its scopes lack offline_access, the server issues none, or only an access token was imported.',
    todo: 'Sign in again. If the scopes of this account lack offline_access and the server supports it, add it first.',
  }),
  tokenMissing: signInNeeded({
    what: 'No saved token for this account was found in your keychain.',
    todo: 'Sign in again.',
  }),
  tokenInApp: signInNeeded({
    what: 'This account was signed in with the app. On macOS, only the app can read that sign-in.',
    todo: 'Start Jira Token Tray. To use the account without the app, sign in again.',
  }),
  tokenExpired: signInNeeded({ what: 'The access token has expired.', todo: 'Renew it or sign in again.' }),
  minValidTooLong: wrongRequest({
    what: 'Even a new token for this account is not valid that long.',
    todo: 'Ask for a shorter time.',
  }),
  tokenRefused: refused({
    what: 'The server rejected a token that was renewed less than a minute ago, so renewing it again would not help.',
    todo: 'Check the scopes and which site the program uses. If both are right, sign in again.',
  }),
  clientSecretMissing: refused({
    what: 'No client secret is saved for this account.',
    todo: 'Enter it in the account’s settings.',
    short: 'client secret missing',
  }),
  // the keychain
  keychainLocked: keychain({
    what: 'The keychain is locked.',
    todo: 'Unlock it (sign in to your desktop or open your password manager). Nothing is lost.',
    short: 'keychain locked',
  }),
  keychainAsking: keychain({
    what: 'The keychain is asking you for a password or permission.',
    todo: 'Answer it; its window may be behind others. Saving and reading continue as soon as you do.',
    short: 'keychain is asking',
  }),
  keychainMissing: keychain({
    what: 'No keychain was found, so secrets are kept in memory only and are lost on quit.',
    todo: 'Install and start one (on Linux: gnome-keyring or KWallet), then restart Jira Token Tray.',
    short: 'no keychain',
  }),
  keychainLibraryMissing: keychain({
    what: 'The library libsecret is missing, so the keychain can’t be used. Secrets are kept in memory only and are lost on quit.',
    todo: 'Install it (package libsecret-1-0 on Debian, Ubuntu, and openSUSE; libsecret on Fedora, Arch, and Alpine), then restart Jira Token Tray.',
    short: 'libsecret missing',
  }),
  keychainFailed: keychain({
    what: 'The keychain isn’t working right now.',
    todo: 'The token stays in memory. Saving it is retried automatically.',
    short: 'keychain problem',
  }),
  // synced files
  syncedFileFolderMissing: refused({
    what: 'The folder of this file is missing.',
    todo: 'Restore it (or reconnect its disk), or remove the file from the list. Syncing is retried automatically.',
  }),
  syncedFileSymlink: refused({
    what: 'The file, or a folder in its path, is now a symbolic link. Tokens are never written through one.',
    todo: 'Remove the file from the list, then add the file that the link points to.',
  }),
  syncedFileReadOnly: refused({
    what: 'You don’t have permission to write this file or to create a file in its folder.',
    todo: 'Make its folder writable for your user. Syncing is retried automatically.',
  }),
  syncedFileDiskFull: refused({
    what: 'There is no space left for this file. Its previous content is unchanged.',
    todo: 'Free some space. Syncing is retried automatically.',
  }),
  syncedFileOpen: refused({
    what: 'This file couldn’t be written: another program has it open.',
    todo: 'Close it there. Syncing is retried automatically.',
  }),
  syncedFileUnusable: refused({
    what: 'This file can’t be synced.',
    todo: 'Choose a regular text file. Syncing is retried automatically.',
  }),
  syncedFileNotBlanked: refused({
    what: 'The access token could not be removed from a file. It works until it expires.',
    todo: 'Delete it yourself, and remove the file from the account’s synced files if it is still listed.',
  }),
  // MCP client setup
  mcpConfigUnusable: refused({
    what: 'The settings file of this MCP client can’t be read, so it was not changed.',
    todo: 'Fix it in an editor, then try again.',
  }),
  mcpConfigNotWritten: refused({
    what: 'The settings file of this MCP client couldn’t be written. Its previous content is unchanged.',
    todo: 'Make the file and its folder writable for your user, then try again.',
  }),
  mcpNameTaken: refused({
    what: 'This MCP client already has another server with that name, which was not changed.',
    todo: 'Choose another name.',
  }),
  mcpProgramMissing: refused({
    what: 'MCP clients run jira-token, but it was not found on this computer (or only without the Node.js that it needs).',
    todo: 'Put the packaged jira-token on your PATH, or run npm run build && npm link in a checkout of this project.',
  }),
  mcpClientFailed: refused({
    what: 'The MCP client’s own command failed.',
    todo: 'Run it yourself to see why.',
  }),
  // the rest
  accountNotFound: wrongRequest({
    status: 404,
    exit: 'noSuchAccount',
    what: 'This account doesn’t exist.',
    todo: 'Choose one from the list.',
  }),
  invalidInput: wrongRequest({
    exit: 'usage',
    what: 'Something you entered is not valid.',
    todo: 'Correct it and try again.',
  }),
  envFileUnusable: refused({
    what: 'No JIRA_OAUTH_… settings could be read from this file.',
    todo: 'Choose the .env file of a program that uses Jira.',
    detail: 'added',
  }),
  demoUnavailable: refused({
    what: 'The demo account needs the project’s source code.',
    todo: 'Run the app from a checkout with npm start.',
  }),
  notCopied: refused({
    what: 'The token was not copied: this desktop only lets a window copy that has the focus.',
    todo: 'Click Copy token in the window, or install wl-clipboard.',
  }),
  ownerStays: refused({
    what: 'The app is running and keeps managing the accounts.',
    todo: 'Quit it from its tray menu first.',
  }),
  diskFull: refused({
    status: 507,
    what: 'The disk is full, so this could not be saved.',
    todo: 'Free some space, then try again. Renewals are retried automatically.',
    short: 'disk full',
  }),
  closing: passing({ what: 'Jira Token Tray is shutting down.', todo: '' }),
  internal: refused({
    status: 500,
    what: 'Something went wrong inside Jira Token Tray.',
    todo: 'Report it with the app’s diagnostics or the output of jira-token doctor.',
  }),
}
