import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { watchTimeZone } from '../../../src/adapters/system/watch-time-zone.ts'
import { eventually } from '../../support/eventually.ts'

// elsewhere, the zone is not a file in a folder
test.runIf(process.platform === 'linux')(
  'a new time zone of the system is reported, and nothing else in its folder',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jtt-zone-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    let changes = 0
    onTestFinished(watchTimeZone(() => (changes += 1), folder))

    writeFileSync(join(folder, 'hosts'), '')
    // as timedatectl does it
    symlinkSync('/usr/share/zoneinfo/Asia/Kolkata', join(folder, '.#localtime'))
    renameSync(join(folder, '.#localtime'), join(folder, 'localtime'))
    await eventually(() => changes).toBe(1)
  },
)

test('without such a folder, nothing is watched', () => {
  expect(() => watchTimeZone(() => undefined, '/nonexistent')()).not.toThrow()
})
