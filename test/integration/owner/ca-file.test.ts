import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startAccountsApi } from './accounts-api-harness.ts'

it('a CA file is chosen and forgotten over the local API, and shown in the status', async () => {
  const { ask } = await startAccountsApi()
  const caFile = join(await temporaryFolder(), 'ca.pem')
  await writeFile(caFile, `Company CA\n${rootCertificates[0]}\n`)
  expect((await ask('status')).caFile).toBe(null)
  expect(await ask('changeSettings', '', { caFile })).toEqual({ caFile, checksForUpdates: true })
  expect((await ask('status')).caFile).toBe(caFile)
  expect(await ask('changeSettings', '', { caFile: null })).toEqual({
    caFile: null,
    checksForUpdates: true,
  })
  expect((await ask('status')).caFile).toBe(null)
})

it('a file without a certificate is refused, and the one before stays', async () => {
  const { ask, refusal } = await startAccountsApi()
  const folder = await temporaryFolder()
  const contents = {
    'empty.pem': '',
    'text.pem': 'not a certificate',
    'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  }
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content)
  const wrong = [
    '/dev/zero',
    folder,
    join(folder, 'missing.pem'),
    'relative.pem',
    ...Object.keys(contents).map((name) => join(folder, name)),
  ]
  for (const caFile of wrong)
    expect(await refusal('changeSettings', '', { caFile })).toBe(
      `400 invalidInput: ${caFile} can’t be read, or has no certificate in it. Choose a certificate file (PEM or DER).`,
    )
  expect((await ask('status')).caFile).toBe(null)
})
