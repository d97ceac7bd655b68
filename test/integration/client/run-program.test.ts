import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, test } from 'vitest'
import { runProgram } from '../../../src/client/run-program.ts'
import { isWine } from '../../support/is-wine.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const isWindows = process.platform === 'win32'

test('resolves with the program’s exit code', async () => {
  expect(await runProgram([process.execPath, '-e', 'process.exit(7)'], process.env)).toBe(7)
})

test('a missing program is 127, even without a name', async () => {
  for (const program of ['nothing-has-this-name', join(await temporaryFolder(), 'gone'), ''])
    await expect(runProgram([program], process.env)).rejects.toMatchObject({
      name: 'ProgramError',
      exitCode: 127,
      message: expect.stringMatching(/was not found$/) as string,
    })
})

it.skipIf(isWindows)('a script whose interpreter is missing is named with it, still as 127', async () => {
  const script = join(await temporaryFolder(), 'report.py')
  for (const [line, interpreter] of [
    ['#!/usr/bin/pyhton3 -u', '/usr/bin/pyhton3'],
    ['#! /nowhere/sh', '/nowhere/sh'],
  ]) {
    await writeFile(script, `${line}\n`, { mode: 0o755 })
    await expect(runProgram([script], process.env)).rejects.toMatchObject({
      exitCode: 127,
      message: `${script} can’t be started: ${interpreter}, which its first line names, was not found`,
    })
  }
})

test('a program that can’t be started is 126, also if Node finds that out before the system', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'notes.txt')
  await writeFile(file, 'notes')
  const tooLong = [process.execPath, 'x'.repeat(4_000_000)]
  const onPosix = isWindows ? [] : [[folder], [join(file, 'x')], tooLong]
  for (const command of [[file], [process.execPath, 'a\0b'], ...onPosix])
    await expect(runProgram(command, process.env), command[0]).rejects.toMatchObject({
      name: 'ProgramError',
      exitCode: 126,
    })
})

it.runIf(isWindows)('starts batch files, and gives them every argument as it is', async () => {
  const folder = await temporaryFolder()
  const seen = join(folder, 'seen.json')
  const script = join(folder, 'args.cjs')
  await writeFile(
    script,
    `require('fs').writeFileSync(process.argv[2], JSON.stringify(process.argv.slice(3)))`,
  )
  await writeFile(join(folder, 'tool.cmd'), `@"${process.execPath}" "${script}" %*\r\n`)
  // Wine's cmd.exe loses them
  const percents = isWine ? [] : ['100%', '%PATH%']
  const args = ['plain', 'two words', '', 'a&b', '"&calc', 'say "hi"', 'a^b', 'C:\\x y\\', ...percents]
  const environment = { ...process.env, PATH: folder, Path: folder }
  expect(await runProgram(['tool', seen, ...args], environment)).toBe(0)
  expect(JSON.parse(await readFile(seen, 'utf8'))).toEqual(args)
})
