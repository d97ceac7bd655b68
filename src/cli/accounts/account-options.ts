import { accountFormSchema, bufferMinutesRange, type AccountForm } from '../../shared/account.ts'
import { accountKinds, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import { issueText } from '../../shared/issue-text.ts'
import { secretParameter } from '../../shared/safe-url.ts'
import { parseScopes } from '../../shared/scopes.ts'
import { chooseOne, listOr, usageError, type Given, type Options } from '../command.ts'
import { note } from '../terminal/print.ts'

/** Options for every setting of an account except the client secret. */
export const accountOptions = {
  'client-id': { type: 'string' },
  'callback-url': { type: 'string' },
  scopes: { type: 'string' },
  'authorize-url': { type: 'string' },
  'token-url': { type: 'string' },
  'api-url': { type: 'string' },
  url: { type: 'string' },
  'trust-issuer': { type: 'string' },
  buffer: { type: 'string' },
  'auto-renewal': { type: 'boolean' },
  'no-auto-renewal': { type: 'boolean' },
} as const satisfies Options

/** Their description in the help. */
export const accountOptionsHelp = `  --callback-url URL     must match the registered one exactly (default http://localhost:8080/callback)
  --scopes "A B"         separated by spaces or commas
  --authorize-url URL    the sign-in page (default: Atlassian's); for an MCP server, only to add parameters to it
  --token-url URL        the token endpoint (default: Atlassian's)
  --api-url URL          the API the token is for (default: Atlassian's)
  --url URL              an MCP server or Jira Data Center, instead of the three URLs above
  --trust-issuer URL     accept exactly this issuer, if an MCP server's URL leads to another one
  --buffer MINUTES       renew this many minutes before expiry (1–30); "default" to use the app's setting
  --no-auto-renewal      renew only on request; --auto-renewal turns renewal back on`

/** What the user calls each setting: an option or a variable of a .env file. */
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
  if (minutes < min || minutes > max)
    throw usageError(`--buffer must be ${min} to ${max} minutes, or 'default'`)
  return { bufferMinutes: minutes }
}

function parseRenewal(given: Given): Partial<AccountForm> {
  const [on, off] = [given.has('auto-renewal'), given.has('no-auto-renewal')]
  if (on && off) throw chooseOne('--auto-renewal', '--no-auto-renewal')
  return on || off ? { autoRenewal: on } : {}
}

/** The settings among the options. Throws `CliError`, `usage`, naming the invalid option. */
export function settingsIn(given: Given): Partial<AccountForm> {
  const text = <K extends keyof AccountForm>(key: K, option: keyof typeof accountOptions) => {
    const value = given.value(option)
    return value === null ? {} : { [key]: value }
  }
  if (given.value('url') !== null && given.value('api-url') !== null) throw chooseOne('--url', '--api-url')
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

/** Warns if a URL among the settings may contain a secret: it is not one of those that go to the keychain. */
export function noteSecretInUrl({ apiUrl, authorizeUrl, tokenUrl }: Partial<AccountForm>): void {
  const found = [apiUrl, authorizeUrl, tokenUrl].map((url) => secretParameter(url ?? ''))
  const name = found.find((one) => one !== null) ?? null
  if (name === null) return
  note(
    `Warning: the URL contains “${name}”, which may be a secret. URLs are stored in the app’s settings, in plain text.`,
  )
}

const hasUserInfo = (url: string): boolean => {
  if (!URL.canParse(url)) return false
  const { username, password } = new URL(url)
  return username !== '' || password !== ''
}

/** Refuses `--url` for accounts at Atlassian: it would send their token elsewhere. Throws `CliError`, `usage`. */
export function checkUrlOption(given: Given, kind: AccountKind): void {
  if (given.value('url') === null || kindTraits[kind].address !== null) return
  const others = accountKinds.filter((one) => kindTraits[one].address !== null)
  const labels = others.map((one) => `${kindTraits[one].label} (${one})`)
  throw usageError(`--url only works for ${listOr(labels)}`)
}

/** Checks the settings before the user has to type a secret. Throws `CliError`, `usage`. */
export function checkSettings(
  settings: Partial<AccountForm>,
  names: NamesOfSettings = optionBySetting,
): void {
  const parsed = accountFormSchema.partial().safeParse(settings, { error: issueText })
  if (parsed.success) return
  const [issue] = parsed.error.issues
  const field = issue?.path[0] as keyof AccountForm | undefined
  const value = field === undefined ? null : settings[field]
  const why =
    typeof value === 'string' && hasUserInfo(value)
      ? 'A URL must not contain a user name or password.'
      : (issue?.message ?? '')
  throw usageError(`${(field && names[field]) ?? 'a setting'} is not valid: ${why}`)
}
