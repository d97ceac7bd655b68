import { expect, test } from 'vitest'
import { installDebianPackages } from '../../../scripts/bootstrap/debian-packages.ts'
import type { Machine } from '../../../scripts/bootstrap/debian-packages.ts'

const silent = () => {}
const everything = ['electron', 'display', 'keyring'] as const

/** A Debian 12 with nothing installed but apt-get. */
function bareDebian(differences: Partial<Machine> = {}) {
  const calls: string[] = []
  const machine: Machine = {
    platform: 'linux',
    root: true,
    hasLibrary: () => false,
    hasProgram: (name) => name === 'apt-get',
    hasRenamedPackages: () => false,
    aptGet: async (args) => {
      calls.push(args.join(' '))
      return { failed: false, output: '' }
    },
    ...differences,
  }
  return { machine, calls }
}

test('installs everything that is missing, as root, and says so in one line', async () => {
  const { machine, calls } = bareDebian()
  const said: string[] = []
  await installDebianPackages(everything, (line) => said.push(line), machine)
  expect(calls[0]).toBe('update')
  expect(calls[1]).toMatch(/^install -y --no-install-recommends .* libgtk-3-0 .* xvfb dbus gnome-keyring$/)
  expect(said).toHaveLength(1)
})

test('installs only what the run needs', async () => {
  const { machine, calls } = bareDebian()
  await installDebianPackages(['electron'], silent, machine)
  expect(calls.join()).toContain('libnss3')
  expect(calls.join()).not.toMatch(/xvfb|gnome-keyring/)
})

test('does nothing if everything is installed, however it got there', async () => {
  const { machine, calls } = bareDebian({ hasLibrary: () => true, hasProgram: () => true })
  await installDebianPackages(everything, silent, machine)
  expect(calls).toEqual([])
})

test('requires no Debian packages on macOS and Windows', async () => {
  for (const platform of ['darwin', 'win32'] as const) {
    const { machine, calls } = bareDebian({ platform })
    await installDebianPackages(everything, silent, machine)
    expect(calls).toEqual([])
  }
})

test('gives a user who is not root the sudo line to run, and installs nothing', async () => {
  const { machine, calls } = bareDebian({ root: false, hasProgram: (name) => name !== 'Xvfb' })
  await expect(installDebianPackages(['display', 'keyring'], silent, machine)).rejects.toThrow(
    /\nsudo apt-get install --no-install-recommends xvfb$/,
  )
  expect(calls).toEqual([])
})

test('uses the new names of libraries that were renamed for 64-bit time', async () => {
  const { machine, calls } = bareDebian({ hasRenamedPackages: () => true })
  await installDebianPackages(['electron'], silent, machine)
  expect(calls[1]).toMatch(/libgtk-3-0t64 libnss3 libasound2t64 /)
})

test('names what is missing if there is no apt-get', async () => {
  const { machine } = bareDebian({ hasLibrary: () => true, hasProgram: (name) => name === 'dbus-daemon' })
  await expect(installDebianPackages(everything, silent, machine)).rejects.toThrow(
    /These are missing: Xvfb, gnome-keyring-daemon\. Install them with your system's package manager/,
  )
})

test('shows the output of apt-get if it fails', async () => {
  const { machine } = bareDebian({ aptGet: async () => ({ failed: true, output: 'E: disk full' }) })
  await expect(installDebianPackages(everything, silent, machine)).rejects.toThrow(/^E: disk full/)
})
