import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { noteHowToStart, noteOfStart } from '../../../src/ownership/start-command.ts'
import { makeOwnerFolder, getOwnerFolder } from '../../../src/ownership/owner-folder.ts'
import { logUnexpected } from '../../../src/adapters/log/file-log.ts'
import { createRedactor } from '../../../src/adapters/log/redact.ts'
import { toApiError } from '../../../src/owner/api/api-error.ts'
import { createOwner } from '../../../src/owner/create-owner.ts'
import type { OpenStore } from '../../../src/adapters/settings/open-settings.ts'
import { AppError } from '../../../src/shared/error-codes.ts'
import { defaultSettings } from '../../../src/shared/settings.ts'
import { accountForm, accountRecord } from '../../../scripts/fixtures/account-record.ts'
import { silentLog } from '../../support/fakes/silent-log.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

/** Settings and history that can be read but not written. */
function openOnFullDisk(writes: string[]): OpenStore {
  return <T extends Record<string, unknown>>(path: string) => ({
    get store() {
      return JSON.parse(readFileSync(path, 'utf8')) as T
    },
    set store(_) {
      writes.push(path)
      throw Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' })
    },
  })
}

it('an owner starts on a full disk, checks its accounts, and ends', async () => {
  const dataFolder = await temporaryFolder()
  const accounts = [accountRecord({ id: 'work', name: 'Work' })]
  const settingsFile = join(dataFolder, 'settings.json')
  writeFileSync(settingsFile, JSON.stringify({ version: 2, settings: defaultSettings, accounts }))
  const writes: string[] = []
  const owner = createOwner({
    kind: 'agent',
    version: '0.1.0',
    dataFolder,
    spelledFolder: dataFolder,
    demoAvailable: false,
    startAtLogin: null,
    openStore: openOnFullDisk(writes),
    loadKeytar: () => Promise.reject(new Error('no keychain in this test')),
    fetch: () => Promise.reject(new AppError('offline')),
    proxyFor: async () => ({ used: null, ignored: null }),
    certificatesOf: async () => [],
    runtime: 'a test',
    surfaces: {},
    log: silentLog,
    redactor: createRedactor(),
    downloadUpdate: null,
    alert: () => undefined,
    release: null,
  })
  await owner.accounts.start()
  expect(owner.store.snapshot().accounts).toMatchObject([{ name: 'Work' }])
  const failure = await owner.accounts
    .save({ id: null, form: accountForm({ name: 'another' }), clientSecret: 'secret' })
    .catch((error: unknown) => toApiError(error))
  expect(failure).toMatchObject({ status: 507, body: { error: { code: 'diskFull' } } })
  expect(owner.store.snapshot().accounts).toHaveLength(1)
  owner.accounts.recordIssuedToken('work', 'curl')
  owner.accounts.evaluate()
  await owner.accounts.close()
  expect(writes.length).toBeGreaterThan(0)
})

it('the note on how to start the app is only written when it changes', async () => {
  const dataFolder = await temporaryFolder()
  makeOwnerFolder(dataFolder)
  const note = join(getOwnerFolder(dataFolder), 'start-app.json')
  const command = [process.execPath, '--hidden']
  noteHowToStart(dataFolder, ['/old', '--hidden'])
  noteHowToStart(dataFolder, command)
  expect(noteOfStart(dataFolder)).toEqual(command)
  const longAgo = new Date(0)
  utimesSync(note, longAgo, longAgo)
  noteHowToStart(dataFolder, command)
  expect(statSync(note).mtime).toEqual(longAgo)
})

it('uncaught errors are logged, and the owner keeps running', () => {
  const listeners = new Map<string | symbol, (error: unknown) => void>()
  const on = vi.spyOn(process, 'on').mockImplementation((event, listener) => {
    listeners.set(event, listener)
    return process
  })
  onTestFinished(() => on.mockRestore())
  const errors: unknown[] = []
  logUnexpected({ error: (_, facts) => void errors.push(facts?.['error']) })
  listeners.get('uncaughtException')?.('from a timer')
  listeners.get('unhandledRejection')?.('of a promise')
  expect(errors).toEqual(['from a timer', 'of a promise'])
})
