import { accountFormSchema, bufferMinutesRange, type AccountForm } from '../../shared/account.ts'
import { accountKinds, kindTraits, type AccountKind } from '../../shared/account-kinds.ts'
import { issueText } from '../../shared/issue-text.ts'
import { secretParameter } from '../../shared/safe-url.ts'
import { parseScopes } from '../../shared/scopes.ts'
import { listOr, usageError } from '../cli-error.ts'
import type { OptionValues } from '../command.ts'
import { note } from '../terminal/print.ts'

/** Options for every setting of an account except the client secret. */
export const accountOptions = {
  clientId: {
    value: 'ID',
    help: 'client ID of your OAuth app; for an MCP server, also the URL of its metadata document',
  },
  callbackUrl: {
    value: 'URL',
    help: 'must match the registered one exactly (default http://localhost:8080/callback)',
  },
  scopes: { value: '"A B"', help: 'separated by spaces or commas', parse: parseScopes },
  authorizeUrl: {
    value: 'URL',
    help: "the sign-in page (default: Atlassian's); for an MCP server, only to add parameters",
  },
  tokenUrl: { value: 'URL', help: "the token endpoint (default: Atlassian's)" },
  apiUrl: { value: 'URL', help: "the API the token is for (default: Atlassian's)" },
  url: { value: 'URL', help: 'an MCP server or Jira Data Center, instead of the three URLs above' },
  trustIssuer: {
    value: 'URL',
    help: "accept exactly this issuer, if an MCP server's URL leads to another one",
  },
  buffer: {
    value: 'MINUTES',
    help: 'renew this many minutes before expiry (1–30); "default" to use the app\'s setting',
    parse: parseBuffer,
  },
  noAutoRenewal: { help: 'renew only on request' },
  autoRenewal: { help: 'turn renewal back on' },
}

/** Settings that exclude each other. */
export const exclusiveSettings = [
  ['url', 'apiUrl'],
  ['autoRenewal', 'noAutoRenewal'],
] as const

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

function parseBuffer(text: string, name: string): number | 'default' {
  if (text === 'default') return text
  const minutes = /^\d{1,2}$/.test(text) ? Number(text) : 0
  const { min, max } = bufferMinutesRange
  if (minutes < min || minutes > max)
    throw usageError(`${name} must be ${min} to ${max} minutes, or 'default'`)
  return minutes
}

export type SettingValues = OptionValues<typeof accountOptions>

/** The settings among the options. Throws `CliError`, `usage`, naming the invalid option. */
export function settingsIn(values: SettingValues): Partial<AccountForm> {
  const { buffer, autoRenewal, noAutoRenewal } = values
  const settings: Partial<AccountForm> = {
    ...(values.clientId !== null && { clientId: values.clientId }),
    ...(values.callbackUrl !== null && { redirectUri: values.callbackUrl }),
    ...(values.scopes !== null && { scopes: values.scopes }),
    ...(values.authorizeUrl !== null && { authorizeUrl: values.authorizeUrl }),
    ...(values.tokenUrl !== null && { tokenUrl: values.tokenUrl }),
    ...(values.apiUrl !== null && { apiUrl: values.apiUrl }),
    ...(values.url !== null && { apiUrl: values.url }),
    ...(buffer !== null && { bufferMinutes: buffer === 'default' ? null : buffer }),
    ...((autoRenewal || noAutoRenewal) && { autoRenewal }),
  }
  checkSettings(settings, values.url === null ? optionBySetting : { ...optionBySetting, apiUrl: '--url' })
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
export function checkUrlOption(url: string | null, kind: AccountKind): void {
  if (url === null || kindTraits[kind].address !== null) return
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
