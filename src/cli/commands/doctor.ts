import { checkAutostart } from '../../checks/check-autostart.ts'
import { checkCallbacks } from '../../checks/check-callbacks.ts'
import { checkDataFolder } from '../../checks/check-data-folder.ts'
import { checkOwner } from '../../checks/check-owner.ts'
import { checkTray } from '../../checks/check-tray.ts'
import { checkVersions } from '../../checks/check-versions.ts'
import { getDataFolder } from '../../ownership/data-folder.ts'
import type { Finding } from '../../shared/local-api.ts'
import type { Command } from '../command.ts'
import { ask } from '../connection.ts'
import { exitCodes } from '../exit-codes.ts'
import { usesColour, coloured, type Colour } from '../terminal/colour.ts'
import { print } from '../terminal/print.ts'
import { version } from '../version.ts'

const signs: Record<Finding['verdict'], readonly [sign: string, colour: Colour]> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
}

/** A finding as a line, and below it what to do. */
export function findingText({ name, account, verdict, finding, remedy }: Finding, colour: boolean): string {
  const [sign, itsColour] = signs[verdict]
  const subject = account === null ? name : `${account}, ${name}`
  const line = `${colour ? coloured(itsColour, sign) : sign} ${subject}: ${finding}`
  return remedy === '' ? line : `${line}\n    ${remedy}`
}

/** Everything that can be found out, told as soon as it is known. */
async function findAll(tell: (findings: readonly Finding[]) => void): Promise<void> {
  const { env } = process
  // before an owner is started, who would make it
  if ((env['JIRA_TOKEN_SOCKET'] ?? '') === '') tell([checkDataFolder(getDataFolder(env))])
  const { status, check, findings } = await checkOwner(ask)
  tell(findings)
  tell(await checkCallbacks(check?.callbacks ?? []))
  tell([checkAutostart(env, check?.startAtLogin ?? null), await checkTray(env)])
  const versions = { cli: version, node: process.versions.node, owner: status?.version ?? null }
  tell([checkVersions({ ...versions, runtime: check?.runtime ?? null })])
}

/** `jira-token doctor`: what is wrong, and what to do about it. */
export const doctorCommand: Command = {
  usage: 'doctor [--json]',
  help: `Looks at everything that a valid token depends on: data folder, owner and socket, keychain, network,
proxy and clock, each account's client secret, scopes, token and callback URL, start at login, tray
and versions. One line each, and what to do below it.

  ✓ is right   ! works, but could be better   ✗ does not work

  --json  the same for programs: ok, and findings with name, account, verdict, finding, remedy

Ends with exit code 1 when there is a ✗. Nothing is changed, but a token that is due is renewed, and
the program that holds the accounts is started when it is not running.

Example:
  jira-token doctor`,
  options: { json: { type: 'boolean' } },
  words: [0, 0],
  run: async (given) => {
    const isJson = given.has('json')
    const all: Finding[] = []
    const colour = usesColour()
    await findAll((findings) => {
      all.push(...findings)
      if (!isJson) for (const finding of findings) print(findingText(finding, colour))
    })
    const isOk = all.every(({ verdict }) => verdict !== 'failed')
    if (isJson) print(JSON.stringify({ ok: isOk, findings: all }, null, 2))
    if (!isOk) process.exitCode = exitCodes.failed
  },
}
