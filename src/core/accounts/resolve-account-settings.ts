import { undiscovered } from '../../shared/account-defaults.ts'
import { isDiscovered, kindTraits, withDerivedUrls } from '../../shared/account-kinds.ts'
import { toAccountForm } from '../../shared/to-account-form.ts'
import type { AccountForm } from '../../shared/account.ts'
import type { DiscoveredServer } from '../../shared/discovered-server.ts'
import { AppError } from '../../shared/error-codes.ts'
import { elapsedMs, type Clock, type Moment } from '../clock.ts'
import type { AccountRecord, ServerDiscovery } from '../ports.ts'

/** Who takes longer to decide is asked on what is true then. */
const shownForMs = 10 * 60_000

/** An account as it is before it is changed. */
interface Before {
  readonly record: AccountRecord
  /** Whether a token is held, or in a keychain that can't be read. */
  readonly isSignedIn: boolean
}

interface ResolvedSettings {
  readonly form: AccountForm
  /** null: as it is; '': none. */
  readonly clientSecret: string | null
}

/** Makes complete settings of what the user entered. */
export interface AccountSettingsResolver {
  /** Where a server has people sign in; the next account for that URL is made of this very answer. */
  discover(url: string): Promise<DiscoveredServer>
  /**
   * Rejects with `invalidInput`, or says what is wrong with the server: then nothing has changed.
   * @param before null for a new account
   */
  resolve(before: Before | null, form: AccountForm, clientSecret: string | null): Promise<ResolvedSettings>
}

const invalid = (field: keyof AccountForm | 'clientSecret', text: string) =>
  new AppError('invalidInput', text, { field })

function assertComplete({ kind, clientId, scopes }: AccountForm): void {
  if (clientId === '') throw invalid('clientId', 'The client ID is missing.')
  if (kindTraits[kind].needsScopes && scopes.length === 0)
    throw invalid('scopes', 'At least one scope is needed.')
}

/** A token or client secret of one server must never travel to another. */
const signedInElsewhere = (field: 'apiUrl' | 'tokenUrl') =>
  invalid(field, 'Somebody is signed in at another server here. Sign out first, or add an account.')

function assertSameOrigins({ record, isSignedIn }: Before, form: AccountForm): void {
  if (!isSignedIn) return
  for (const field of ['apiUrl', 'tokenUrl'] as const)
    if (new URL(record[field]).origin !== new URL(form[field]).origin) throw signedInElsewhere(field)
}

/** The settings that came from discovery. */
const pickDiscovered = (of: AccountForm | DiscoveredServer) => ({
  authorizeUrl: of.authorizeUrl,
  tokenUrl: of.tokenUrl,
  issuer: of.issuer,
  sendsIssuer: of.sendsIssuer,
  resource: of.resource,
})

export function createAccountSettingsResolver(
  discovery: ServerDiscovery,
  clock: Clock,
): AccountSettingsResolver {
  let shown: { readonly server: DiscoveredServer; readonly at: Moment } | null = null

  const discover = async (url: string): Promise<DiscoveredServer> => {
    shown = null
    const server = await discovery.discover(url)
    shown = { server, at: clock.now() }
    return server
  }

  const shownFor = (url: string): DiscoveredServer | null =>
    shown?.server.url === url && elapsedMs(shown.at, clock.now()) < shownForMs ? shown.server : null

  const assertSameServer = ({ record, isSignedIn }: Before, server: DiscoveredServer): void => {
    if (isSignedIn && (record.apiUrl !== server.url || record.issuer !== server.issuer))
      throw signedInElsewhere('apiUrl')
  }

  const resolveDiscovered = async (
    before: Before | null,
    form: AccountForm,
    clientSecret: string | null,
  ): Promise<ResolvedSettings> => {
    const record = before?.record ?? null
    if (record !== null && record.apiUrl === form.apiUrl && form.clientId !== '')
      return { form: { ...form, ...pickDiscovered(record) }, clientSecret }
    const server = shownFor(form.apiUrl) ?? (await discover(form.apiUrl))
    if (before !== null) assertSameServer(before, server)
    const redirectUri = form.redirectUri === '' ? server.redirectUri : form.redirectUri
    const scopes = form.scopes.length === 0 ? [...server.scopes] : form.scopes
    const complete = { ...form, ...pickDiscovered(server), redirectUri, scopes }
    if (form.clientId !== '') return { form: complete, clientSecret }
    const client = await discovery.register(server, { redirectUri })
    return {
      form: { ...complete, clientId: client.clientId },
      // the secret of an earlier registration is of no use to this one
      clientSecret: client.clientSecret ?? (record?.hasClientSecret === true ? '' : null),
    }
  }

  return {
    discover,
    resolve: async (before, form, clientSecret) => {
      const { kind } = form
      if (before !== null && before.record.kind !== kind)
        throw invalid('kind', 'An account stays of its kind. Add another one.')
      const resolved = isDiscovered(kind)
        ? await resolveDiscovered(before, form, clientSecret)
        : { form: { ...withDerivedUrls(form), ...undiscovered }, clientSecret }
      assertComplete(resolved.form)
      if (before !== null && !isDiscovered(kind)) assertSameOrigins(before, resolved.form)
      if (before === null && clientSecret === null && kindTraits[kind].clientSecret === 'required')
        throw invalid('clientSecret', 'The client secret is missing.')
      // nothing but settings gets into a record
      return { ...resolved, form: toAccountForm(resolved.form) }
    },
  }
}
