import { undiscovered } from '../../shared/account-defaults.ts'
import { isDiscovered, kindTraits, withDerivedUrls } from '../../shared/account-kinds.ts'
import { toAccountForm } from '../../shared/account-form.ts'
import { accountFormSchema, type AccountForm } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import { isClientUrl } from '../../shared/client-url.ts'
import { isSameIssuer, signInHosts } from '../../shared/issuer.ts'
import { elapsedMs, type Clock, type Moment } from '../clock.ts'
import type { AccountRecord, RegisteredClient, ServerDiscovery } from '../ports.ts'

/** How long a discovery result stays usable; after that, saving discovers the server again. */
const discoveryLifetimeMs = 10 * 60_000

/** An account before the change. */
interface Before {
  readonly record: AccountRecord
  /** Whether there is a token, perhaps in a keychain that can't be read. */
  readonly isSignedIn: boolean
}

/** What the user entered. */
interface EnteredSettings {
  readonly form: AccountForm
  /** null: unchanged. */
  readonly clientSecret: string | null
  /** The issuer that the user accepted, if it is not the one that the URL leads to; null: none. */
  readonly trustIssuer: string | null
}

interface ResolvedSettings extends Pick<AccountRecord, 'registration'> {
  readonly form: AccountForm
  /** null: unchanged; '': none. */
  readonly clientSecret: string | null
}

/** Completes the settings that the user entered. */
export interface AccountSettingsResolver {
  /** Discovers where to sign in for a server. Saving an account for this URL soon after uses the same result. */
  discover(url: string): Promise<DiscoveredServer>
  /**
   * Rejects with `invalidInput`, or with an error that says what is wrong with the server. Nothing has changed then.
   * @param before null for a new account
   */
  resolve(before: Before | null, entered: EnteredSettings): Promise<ResolvedSettings>
  /**
   * Registers the app again for an account that it registered itself for; null if the server is no longer the same. Rejects
   * as `ServerDiscovery` does.
   */
  registerAgain(record: AccountRecord): Promise<RegisteredClient | null>
}

const invalid = (field: keyof AccountForm | 'clientSecret', text: string) =>
  new AppError('invalidInput', text, { field })

function assertComplete({ kind, clientId, scopes }: AccountForm): void {
  if (clientId === '') throw invalid('clientId', 'The client ID is missing.')
  if (kindTraits[kind].needsScopes && scopes.length === 0)
    throw invalid('scopes', 'At least one scope is needed.')
}

/** A server's tokens and client secret must never be sent to another server. */
const signedInElsewhere = (field: 'apiUrl' | 'tokenUrl') =>
  invalid(
    field,
    'You are signed in to a different server with this account. Sign out first, or add a new account.',
  )

function assertSameOrigins({ record, isSignedIn }: Before, form: AccountForm): void {
  if (!isSignedIn) return
  for (const field of ['apiUrl', 'tokenUrl'] as const)
    if (new URL(record[field]).origin !== new URL(form[field]).origin) throw signedInElsewhere(field)
}

const discoveredLabels: Partial<Record<keyof AccountForm, string>> = {
  apiUrl: 'URL',
  issuer: 'issuer',
  authorizeUrl: 'authorize URL',
  tokenUrl: 'token URL',
  redirectUri: 'callback URL',
  resource: 'resource',
  scopes: 'list of scopes',
}

/**
 * The settings as they can be stored and read back. Throws an `AppError` that says what the user entered, or what the
 * server sent, that can't be.
 */
function toStorable(form: AccountForm): AccountForm {
  const { data, error } = accountFormSchema.safeParse(toAccountForm(form))
  if (data !== undefined) return data
  const [issue] = error.issues
  const field = issue?.path[0] as keyof AccountForm
  const why = issue?.message ?? ''
  const label = isDiscovered(form.kind) ? discoveredLabels[field] : undefined
  throw label === undefined ? invalid(field, why) : new AppError('serverMetadataMissing', `${label}: ${why}`)
}

const isSamePlace = (one: string, other: string): boolean => {
  const [{ origin, pathname }, second] = [new URL(one), new URL(other)]
  return origin === second.origin && pathname === second.pathname
}

/**
 * The discovered authorize URL, with the parameters that the user added to it. Throws `invalidInput` if they entered
 * another page.
 * @param before as it was before the change; null for a new account
 */
function toAuthorizeUrl(entered: string, discovered: string, before: string | null): string {
  if (entered === '') return discovered
  if (isSamePlace(entered, discovered)) return entered
  if (entered === before) return discovered
  throw invalid(
    'authorizeUrl',
    `The server says where its sign-in page is: ${discovered}. You can only add parameters to it, such as ?access_type=offline.`,
  )
}

/**
 * The discovered server, if the user can be meant to sign in there. Throws `issuerMismatch`, or `pkceNotSupported`: a
 * server that doesn't mention PKCE is only used with a client that the user registered there themselves.
 */
function assertUsable(
  server: DiscoveredServer,
  record: AccountRecord | null,
  entered: EnteredSettings,
): void {
  const { trustIssuer, form } = entered
  const isKnown = record !== null && record.apiUrl === server.url && record.issuer === server.issuer
  const isTrusted =
    trustIssuer === null ? !server.needsTrust || isKnown : isSameIssuer(trustIssuer, server.issuer)
  if (!isTrusted) {
    const hosts = signInHosts(server).map(({ label, host }) => `${label} ${host}`)
    throw new AppError('issuerMismatch', hosts.join(', '))
  }
  const isRegisteredThere = form.clientId !== '' && !isClientUrl(form.clientId)
  if (!server.announcesPkce && !isRegisteredThere) throw new AppError('pkceNotSupported')
}

/**
 * The client ID to use at this server; '' to register the app. A URL counts only where the server says that it reads client
 * ID metadata documents. Otherwise the app registers itself, if it can: MCP specification of 2025-11-25, "Client
 * Registration Approaches".
 */
function chooseClientId(server: DiscoveredServer, { form, clientSecret }: EnteredSettings): string {
  const { clientId } = form
  if (!isClientUrl(clientId)) return clientId
  if (!server.takesClientUrls && server.registrationUrl !== null) return ''
  if (server.takesClientUrls && clientSecret !== null)
    throw invalid('clientSecret', 'A client ID that is a URL has no client secret.')
  return clientId
}

/** The settings that come from discovery. */
const pickDiscovered = (source: AccountForm | DiscoveredServer) => ({
  tokenUrl: source.tokenUrl,
  tokenAuth: source.tokenAuth,
  issuer: source.issuer,
  sendsIssuer: source.sendsIssuer,
  resource: source.resource,
})

/** Creates the resolver. */
export function createAccountSettingsResolver(
  discovery: ServerDiscovery,
  clock: Clock,
): AccountSettingsResolver {
  let lastDiscovery: { readonly server: DiscoveredServer; readonly at: Moment } | null = null

  const discover = async (url: string): Promise<DiscoveredServer> => {
    lastDiscovery = null
    const server = await discovery.discover(url)
    lastDiscovery = { server, at: clock.now() }
    return server
  }

  const getRecentDiscovery = (url: string): DiscoveredServer | null =>
    lastDiscovery?.server.url === url && elapsedMs(lastDiscovery.at, clock.now()) < discoveryLifetimeMs
      ? lastDiscovery.server
      : null

  const assertSameServer = ({ record, isSignedIn }: Before, server: DiscoveredServer): void => {
    if (isSignedIn && (record.apiUrl !== server.url || record.issuer !== server.issuer))
      throw signedInElsewhere('apiUrl')
  }

  const resolveDiscovered = async (
    before: Before | null,
    entered: EnteredSettings,
  ): Promise<ResolvedSettings> => {
    const { form, clientSecret } = entered
    const record = before?.record ?? null
    const authorizeUrlAt = (source: AccountForm | DiscoveredServer) =>
      toAuthorizeUrl(form.authorizeUrl, source.authorizeUrl, record?.authorizeUrl ?? null)
    const isNewClient =
      form.clientId === '' || (isClientUrl(form.clientId) && form.clientId !== record?.clientId)
    if (record !== null && record.apiUrl === form.apiUrl && !isNewClient)
      return {
        form: { ...form, ...pickDiscovered(record), authorizeUrl: authorizeUrlAt(record) },
        clientSecret,
        registration: form.clientId === record.clientId ? record.registration : null,
      }
    const server = getRecentDiscovery(form.apiUrl) ?? (await discover(form.apiUrl))
    assertUsable(server, record, entered)
    if (before !== null) assertSameServer(before, server)
    const redirectUri = form.redirectUri === '' ? server.redirectUri : form.redirectUri
    const scopes = form.scopes.length === 0 ? [...server.scopes] : form.scopes
    const authorizeUrl = authorizeUrlAt(server)
    const clientId = chooseClientId(server, entered)
    const complete = { ...form, clientId, ...pickDiscovered(server), authorizeUrl, redirectUri, scopes }
    // the secret of an earlier registration doesn't work for another client
    const noSecret = record?.hasClientSecret === true ? '' : null
    if (clientId !== '')
      return {
        form: complete,
        clientSecret: clientSecret ?? (isClientUrl(clientId) ? noSecret : null),
        registration: null,
      }
    // before the server remembers a client that we could not keep
    toStorable(complete)
    const client = await discovery.register(server, { redirectUri, scopes })
    return {
      form: { ...complete, clientId: client.clientId, tokenAuth: client.tokenAuth },
      registration: client.registration,
      clientSecret: client.clientSecret ?? noSecret,
    }
  }

  return {
    discover,
    registerAgain: async (record) => {
      const server = await discovery.discover(record.apiUrl)
      const isSame = server.issuer === record.issuer && server.tokenUrl === record.tokenUrl
      return isSame ? discovery.register(server, record) : null
    },
    resolve: async (before, entered) => {
      const { form, clientSecret } = entered
      const { kind } = form
      if (before !== null && before.record.kind !== kind)
        throw invalid('kind', 'The kind of an account can’t be changed. Add a new account.')
      const resolved = isDiscovered(kind)
        ? await resolveDiscovered(before, entered)
        : { form: { ...withDerivedUrls(form), ...undiscovered }, clientSecret, registration: null }
      assertComplete(resolved.form)
      if (before !== null && !isDiscovered(kind)) assertSameOrigins(before, resolved.form)
      if (before === null && clientSecret === null && kindTraits[kind].clientSecret === 'required')
        throw invalid('clientSecret', 'The client secret is missing.')
      return { ...resolved, form: toStorable(resolved.form) }
    },
  }
}
