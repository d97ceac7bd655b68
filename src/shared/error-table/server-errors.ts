import {
  callback,
  passing,
  refused,
  signInNeeded,
  unreachable,
  unsuitable,
  untrusted,
} from './error-classes.ts'

/** What can go wrong between this computer and a server. */
export const serverErrors = {
  // the connection to the provider
  offline: unreachable({
    status: 503,
    what: 'The server can’t be reached.',
    todo: 'Check your network, VPN, or proxy. Renewals are retried automatically.',
    short: 'offline',
  }),
  timedOut: unreachable({
    status: 504,
    what: 'The server didn’t answer in time.',
    todo: 'Renewals are retried automatically.',
    short: 'no response in time',
  }),
  interrupted: passing({
    what: 'The request was interrupted.',
    todo: 'Renewals are retried automatically.',
    short: 'interrupted',
  }),
  rateLimited: unreachable({
    status: 503,
    what: 'Too many requests. The server asked us to wait.',
    todo: 'Renewals continue as soon as the server allows.',
    short: 'rate limited',
    detail: 'quoted',
  }),
  providerFailed: unreachable({
    what: 'The server had an internal error.',
    todo: 'Renewals are retried automatically.',
    short: 'server error',
    detail: 'quoted',
  }),
  badAnswer: unreachable({
    what: 'The server sent an unexpected response.',
    todo: 'Renewals are retried automatically.',
    short: 'unexpected response',
    detail: 'quoted',
  }),
  certificateUntrusted: untrusted({
    what: 'The server’s certificate comes from an authority that this computer doesn’t trust, as on networks that inspect encrypted traffic.',
    todo: 'Ask your IT department for that authority’s certificate. Add it to the operating system, or choose it as the CA file: in the app’s settings, or with jira-token network --ca-file FILE. To see who issued the certificate, run jira-token doctor.',
    short: 'certificate not trusted',
  }),
  certificateOfOtherHost: untrusted({
    what: 'The server’s certificate belongs to another host, so this may not be the server you want.',
    todo: 'Check the URLs of the account and your VPN. To see whose certificate it is, run jira-token doctor.',
    short: 'certificate of another host',
  }),
  certificateExpired: untrusted({
    what: 'The server’s certificate has expired or is not valid yet.',
    todo: 'Check the date and time of this computer. If they are right, tell the server’s administrator.',
    short: 'certificate expired',
  }),
  certificateInvalid: untrusted({
    what: 'The server’s certificate was rejected.',
    todo: 'Tell the server’s administrator. To see the certificate, run jira-token doctor.',
    short: 'certificate rejected',
  }),
  proxyNeedsPassword: untrusted({
    what: 'Your proxy wants a user name and a password.',
    todo: 'For the background agent, put them into HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT) and restart it: jira-token agent stop. The app uses the system’s proxy settings.',
    short: 'proxy wants a password',
  }),
  proxyFailed: unreachable({
    what: 'Your proxy didn’t connect to the server.',
    todo: 'Check the proxy (in HTTPS_PROXY and NO_PROXY, or in the system’s settings) and the URLs of the account. Renewals are retried automatically.',
    short: 'proxy failed',
  }),
  // the provider's refusals
  refreshTokenRefused: signInNeeded({
    what: 'The server no longer accepts this sign-in: it expired, was revoked, or another program used its refresh token.',
    todo: 'Sign in again. If another program uses the same refresh token, stop that program first.',
    detail: 'quoted',
  }),
  clientSecretRefused: refused({
    what: 'The server rejected the client ID or client secret. You don’t need to sign in again.',
    todo: 'Copy both from where your OAuth app is registered and save them in this account. Renewals are retried automatically. If Jira Token Tray registered itself, sign in again: it registers again.',
    short: 'client secret rejected',
    detail: 'quoted',
  }),
  requestRefused: refused({
    what: 'The server rejected the request.',
    todo: 'Check the client ID, callback URL, scopes, and other URLs of this account.',
    short: 'request rejected',
    detail: 'quoted',
  }),
  codeRefused: refused({
    what: 'The server rejected the code from the sign-in page.',
    todo: 'Sign in again and finish within a minute. If that fails too, check the callback URL.',
    detail: 'quoted',
  }),
  accessTokenRefused: refused({
    what: 'The server rejected this access token, although it has not expired.',
    todo: 'Renew it. If that doesn’t help, sign in again.',
    detail: 'quoted',
  }),
  scopeMissing: refused({
    what: 'The token is valid, but it lacks the scope for this request.',
    todo: 'Add the scope to this account and, if you registered an OAuth app for it, to that app. Then sign in again.',
  }),
  // signing in
  alreadySignedIn: refused({
    what: 'You are already signed in to this account.',
    todo: 'Sign out first, or add another account.',
  }),
  signInNotBegun: refused({
    what: 'There is no sign-in to finish: none was started in the last ten minutes, or it has already ended.',
    todo: 'Start one with jira-token sign-in.',
  }),
  surfaceMissing: refused({
    what: 'The sign-in window needs the desktop app, which isn’t running.',
    todo: 'Sign in using your browser or manually: jira-token sign-in --browser or --manual.',
  }),
  signInRunning: refused({
    what: 'A sign-in for this account is already in progress.',
    todo: 'Finish it or cancel it.',
  }),
  signInCancelled: refused({ what: 'The sign-in was canceled.', todo: 'Nothing has changed.' }),
  signInTimedOut: refused({
    what: 'The sign-in was not finished within five minutes.',
    todo: 'Start again when you are ready.',
  }),
  signInPageFailed: refused({
    what: 'The sign-in page couldn’t be loaded.',
    todo: 'Check your network and the authorize URL, then try again.',
  }),
  consentDenied: refused({
    what: 'Access was denied on the consent page.',
    todo: 'If that was a mistake, sign in again and choose Accept.',
    detail: 'quoted',
  }),
  wrongState: refused({
    what: 'The response doesn’t belong to this sign-in (its state doesn’t match), so it was rejected.',
    todo: 'Sign in again. If it keeps happening, another page may be interfering.',
  }),
  redirectUriNotRegistered: refused({
    what: 'The server doesn’t know the callback URL of this account.',
    todo: 'Register exactly this callback URL for your OAuth app (developer console, Authorization), or change it in the account.',
  }),
  portTaken: callback({
    what: 'Another program is using the port of the callback URL.',
    todo: 'Stop that program, or use the built-in sign-in window (it needs no port).',
  }),
  portHeldBySignIn: callback({
    what: 'Another account is signing in on the same port of the callback URL.',
    todo: 'Finish or cancel that sign-in first, or use the built-in sign-in window (it needs no port).',
    detail: 'added',
  }),
  portNotAllowed: callback({
    what: 'The system doesn’t let Jira Token Tray use the port of the callback URL.',
    todo: 'Use the built-in sign-in window (it needs no port), or register a callback URL with another port: those below 1024 are usually reserved, and Windows reserves some above.',
    detail: 'added',
  }),
  callbackNotLoopback: callback({
    what: 'The callback URL of this account doesn’t point to this computer over http, so your browser can’t return the result.',
    todo: 'Use the built-in sign-in window, or a callback URL like http://localhost:8080/callback.',
  }),
  wrongIssuer: refused({
    what: 'The response came from a different authorization server than expected, so it was rejected.',
    todo: 'Sign in again. If it happens again, don’t trust the page you signed in on.',
  }),
  otherPersonDeclined: refused({
    what: 'The new sign-in was discarded.',
    todo: 'This account is unchanged.',
  }),
  signedOutMeanwhile: signInNeeded({
    what: 'In the meantime, the account was signed out or signed in again.',
    todo: '',
  }),
  // discovery
  signInNotNeeded: refused({
    what: 'This server works without signing in.',
    todo: 'You don’t need a token: add its URL to your MCP client directly.',
  }),
  serverMetadataMissing: unsuitable({
    what: 'Signing in to this server isn’t possible: it publishes no usable OAuth metadata.',
    todo: 'Check that the URL is the one you would give an MCP client.',
    detail: 'added',
  }),
  issuerMismatch: unsuitable({
    what: 'The sign-in for this server belongs to an issuer that its URL doesn’t lead to.',
    todo: 'If you trust all of these hosts, accept the issuer (--trust-issuer URL). If not, don’t sign in there, and ask the server’s administrator.',
    detail: 'added',
  }),
  resourceMismatch: unsuitable({
    what: 'The metadata of this server describes a different server.',
    todo: 'Check the URL, or report it to the server’s administrator.',
    detail: 'added',
  }),
  endpointNotSafe: unsuitable({
    what: 'This server would send secrets over unencrypted http.',
    todo: 'Report it to its administrator: every sign-in URL must use https (http is allowed on this computer only).',
    detail: 'added',
  }),
  pkceNotSupported: unsuitable({
    what: 'The authorization server doesn’t announce support for PKCE with S256, so signing in there is not safe.',
    todo: 'Report it to the server’s administrator. If the server says nothing at all about PKCE, you can enter a client ID that you registered there.',
  }),
  registrationNotOffered: refused({
    what: 'This server doesn’t support automatic registration.',
    todo: 'Ask its administrator for a client ID and enter it.',
  }),
  registrationRefused: unsuitable({
    what: 'The server refused to register this app.',
    todo: 'Ask its administrator for a client ID and enter it.',
    detail: 'added',
  }),
}
