/** Builds the packages of a release, signed if the secrets are there. The arguments are those of `npm run package`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootFolder } from './bootstrap/root-folder.ts'
import { runInForeground } from './bootstrap/run-in-foreground.ts'
import { announce } from './release/announce.ts'
import { signingFor } from './release/signing.ts'

const { args, says, isSigned } = signingFor(process.platform, process.env)
announce(isSigned || process.platform === 'linux' ? 'notice' : 'warning', says)

// electron-builder wants the key in a file
const folder = await mkdtemp(join(tmpdir(), 'jtt-release-'))
const keyFile = join(folder, 'apple.p8')
const { APPLE_API_KEY_P8: key, ...env } = process.env
try {
  if (isSigned && key) await writeFile(keyFile, key, { mode: 0o600 })
  process.exitCode = await runInForeground(
    process.execPath,
    ['scripts/with-runtime.mjs', 'scripts/package.ts', ...process.argv.slice(2), ...args],
    { cwd: rootFolder, env: { ...env, ...(isSigned && key && { APPLE_API_KEY: keyFile }) } },
  )
} finally {
  await rm(folder, { recursive: true, force: true })
}
