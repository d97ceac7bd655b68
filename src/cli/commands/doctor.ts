import { join } from 'node:path'
import { checkAgentService } from '../../checks/check-agent-service.ts'
import { checkAutostart } from '../../checks/check-autostart.ts'
import { checkCallbacks } from '../../checks/check-callbacks.ts'
import { checkDataFolder } from '../../checks/check-data-folder.ts'
import { checkOwner } from '../../checks/check-owner.ts'
import { checkTray } from '../../checks/check-tray.ts'
import { checkVersions } from '../../checks/check-versions.ts'
import { findAgentService } from '../../client/agent-service/find-service.ts'
import { getDataFolder } from '../../ownership/data-folder.ts'
import { toCleanJson } from '../../shared/clean-text.ts'
import type { Finding } from '../../shared/local-api.ts'
import { defineCommand } from '../command.ts'
import { ask } from '../connection.ts'
import { exitCodes } from '../../shared/exit-codes.ts'
import { addHint } from '../import/add-hint.ts'
import { usesColor, colored, type Color } from '../terminal/color.ts'
import { print } from '../terminal/print.ts'
import { version } from '../version.ts'

const signs: Record<Finding['verdict'], readonly [sign: string, color: Color]> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
}

/** A finding as a line, with the remedy below it. */
export function findingText({ name, account, verdict, finding, remedy }: Finding, color: boolean): string {
  const [sign, itsColor] = signs[verdict]
  const subject = account === null ? name : `${account}, ${name}`
  const line = `${color ? colored(itsColor, sign) : sign} ${subject}: ${finding}`
  return remedy === '' ? line : `${line}\n    ${remedy}`
}

/** Runs every check and reports each finding as soon as it is known. */
async function findAll(tell: (findings: readonly Finding[]) => void): Promise<void> {
  const { env } = process
  // before an owner starts: it would create the folder
  if ((env['JIRA_TOKEN_SOCKET'] ?? '') === '') tell([checkDataFolder(getDataFolder(env))])
  const { status, check, findings } = await checkOwner(ask, await addHint())
  tell(findings)
  tell(await checkCallbacks(check?.callbacks ?? []))
  const ownLog = join(getDataFolder(env), 'logs', 'jira-token-tray.log')
  tell([
    checkAutostart(env, check?.startAtLogin ?? null),
    await checkAgentService(await findAgentService(env), ownLog),
    await checkTray(env),
  ])
  const versions = { cli: version, node: process.versions.node, owner: status?.version ?? null }
  tell([checkVersions({ ...versions, runtime: check?.runtime ?? null })])
}

/** `jira-token doctor`: diagnoses problems and suggests fixes. */
export const command = defineCommand({
  description: `Checks everything a valid token depends on: data folder, app or background agent, keychain, network,
proxy, and clock; the client secret, scopes, token, and callback URL of each account; start at login,
installed agent, log, tray, and versions. Prints one line per check, followed by the fix if there is a problem.

  ✓ OK   ! works, but could be better   ✗ doesn't work`,
  options: {
    json: { help: 'output JSON: ok, and findings with name, account, verdict, finding, remedy' },
  },
  notes: `The exit code is 1 if any check shows ✗. Nothing is changed, except that tokens due for renewal are
renewed, and a background agent (or the app) is started if none is running.`,
  examples: ['jira-token doctor'],
  run: async ({ json: isJson }) => {
    const all: Finding[] = []
    const color = usesColor()
    await findAll((findings) => {
      all.push(...findings)
      if (!isJson) for (const finding of findings) print(findingText(finding, color))
    })
    const isOk = all.every(({ verdict }) => verdict !== 'failed')
    if (isJson) print(toCleanJson({ ok: isOk, findings: all }, 2))
    if (!isOk) process.exitCode = exitCodes.failed
  },
})
