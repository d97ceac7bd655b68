import { accountFormSchema, bufferMinutesRange, type AccountForm } from '../../shared/account.ts'
import { accountKinds, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import { parseScopes } from '../../shared/scopes.ts'
import { usageError, type Given, type Options } from '../command.ts'

/** Options for the settings of an account; with the client secret they are all that it has. */
export const accountOptions = {
  'client-id': { type: 'string' },
  'callback-url': { type: 'string' },
  scopes: { type: 'string' },
  'authorize-url': { type: 'string' },
  'token-url': { type: 'string' },
  'api-url': { type: 'string' },
  url: { type: 'string' },
  buffer: { type: 'string' },
  'auto-renewal': { type: 'boolean' },
  'no-auto-renewal': { type: 'boolean' },
} as const satisfies Options

/** What they do, for the help. */
export const accountOptionsHelp = `  --callback-url URL     as registered, to the letter (default http://localhost:8080/callback)
  --scopes "A B"         separated by spaces or commas
  --authorize-url URL    where people sign in (default: Atlassian's)
  --token-url URL        where tokens come from (default: Atlassian's)
  --api-url URL          whose API the token is for (default: Atlassian's)
  --url URL              of an MCP server or a Jira Data Center, in place of the three above
  --buffer MINUTES       renew so long before expiry, 1 to 30; "default" for that of the settings
  --no-auto-renewal      renew only when asked; --auto-renewal for the opposite`

/** What each setting is called where it comes from. */
export type NamesOfSettings = Partial<Record<keyof AccountForm, string>>

const optionBySetting: NamesOfSettings = {
  name: 'the name',
  clientId: '--client-id',
  redirectUri: '--callback-url',
  scopes: '--scopes',
  authorizeUrl: '--authorize-url',
  tokenUrl: '--token-url',
  apiUrl: '--api-url',
  bufferMinutes: '--buffer',
}

function parseBuffer(text: string | null): Partial<AccountForm> {
  if (text === null) return {}
  if (text === 'default') return { bufferMinutes: null }
  const minutes = /^\d{1,2}$/.test(text) ? Number(text) : 0
  const { min, max } = bufferMinutesRange
  if (minutes < min || minutes > max) throw usageError(`--buffer needs ${min} to ${max} minutes, or default`)
  return { bufferMinutes: minutes }
}

function parseRenewal(given: Given): Partial<AccountForm> {
  const [on, off] = [given.has('auto-renewal'), given.has('no-auto-renewal')]
  if (on && off) throw usageError('choose one of --auto-renewal and --no-auto-renewal')
  return on || off ? { autoRenewal: on } : {}
}

/** The settings that were given. Throws `CliError`, `usage`, naming the option that is not right. */
export function settingsIn(given: Given): Partial<AccountForm> {
  const text = <K extends keyof AccountForm>(key: K, option: keyof typeof accountOptions) => {
    const value = given.value(option)
    return value === null ? {} : { [key]: value }
  }
  if (given.value('url') !== null && given.value('api-url') !== null)
    throw usageError('choose one of --url and --api-url')
  const scopes = given.value('scopes')
  const settings: Partial<AccountForm> = {
    ...text('clientId', 'client-id'),
    ...text('redirectUri', 'callback-url'),
    ...(scopes === null ? {} : { scopes: parseScopes(scopes) }),
    ...text('authorizeUrl', 'authorize-url'),
    ...text('tokenUrl', 'token-url'),
    ...text('apiUrl', 'api-url'),
    ...text('apiUrl', 'url'),
    ...parseBuffer(given.value('buffer')),
    ...parseRenewal(given),
  }
  const optionNames = given.value('url') === null ? optionBySetting : { ...optionBySetting, apiUrl: '--url' }
  checkSettings(settings, optionNames)
  return settings
}

const hasUserInfo = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { username, password } = new URL(url)
  return username !== '' || password !== ''
}

/** Refuses `--url` for accounts whose URLs are Atlassian's: it would send their token elsewhere. Throws `CliError`, `usage`. */
export function checkUrlOption(given: Given, kind: AccountKind): void {
  if (given.value('url') === null || kindTraits[kind].address !== null) return
  const others = accountKinds.filter((one) => kindTraits[one].address !== null)
  const labels = others.map((one) => `${kindTraits[one].label} (${one})`)
  throw usageError(`--url is for accounts of other kinds: ${labels.join(', ')}`)
}

/** Looks before somebody is asked for a secret in vain. Throws `CliError`, `usage`. */
export function checkSettings(
  settings: Partial<AccountForm>,
  names: NamesOfSettings = optionBySetting,
): void {
  const parsed = accountFormSchema.partial().safeParse(settings)
  if (parsed.success) return
  const [issue] = parsed.error.issues
  const field = issue?.path[0] as keyof AccountForm | undefined
  const value = field === undefined ? null : settings[field]
  const why =
    typeof value === 'string' && hasUserInfo(value)
      ? 'User and password must not be in a URL.'
      : (issue?.message ?? '')
  throw usageError(`${(field && names[field]) ?? 'something'} is not right: ${why}`)
}
