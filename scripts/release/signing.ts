interface Signing {
  /** What to add to the arguments of electron-builder. */
  readonly args: readonly string[]
  /** What the packages of this platform are, and what users will see. */
  readonly says: string
  readonly isSigned: boolean
}

const macSecrets = [
  'CSC_LINK',
  'CSC_KEY_PASSWORD',
  'MAC_IDENTITY',
  'APPLE_API_KEY_P8',
  'APPLE_API_KEY_ID',
  'APPLE_API_ISSUER',
]
const windowsSecrets = ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD']

/** How to sign packages for this platform with the secrets in this environment. A missing secret may be empty. */
export function signingFor(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): Signing {
  if (platform === 'darwin') {
    // by default the packages are signed ad hoc: see electron-builder.yml
    const args = [
      `-c.mac.identity=${env['MAC_IDENTITY'] ?? ''}`,
      '-c.mac.hardenedRuntime=true',
      '-c.mac.notarize=true',
    ]
    return describe(
      macSecrets,
      env,
      args,
      'signed and notarized',
      'macOS will block them until users allow it',
    )
  }
  if (platform === 'win32')
    return describe(windowsSecrets, env, [], 'signed', 'Windows SmartScreen will warn users')
  return { args: [], says: 'Linux packages have no signature; they are attested.', isSigned: false }
}

function describe(
  secrets: readonly string[],
  env: NodeJS.ProcessEnv,
  args: readonly string[],
  how: string,
  consequence: string,
): Signing {
  const missing = secrets.filter((name) => !env[name])
  if (missing.length === 0) return { args, says: `The packages are ${how}.`, isSigned: true }
  return {
    args: [],
    says: `THE PACKAGES ARE NOT ${how.toUpperCase()}: ${missing.join(', ')} not set. ${consequence}.`,
    isSigned: false,
  }
}
