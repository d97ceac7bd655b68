import { join } from 'node:path'
import type { ServiceHost } from '../../src/client/agent-service/agent-service.ts'
import type { ToolResult } from '../../src/client/agent-service/run-tool.ts'
import { temporaryFolder } from './temporary-folder.ts'

type Answer = ToolResult | (() => ToolResult)

/** A computer whose service manager succeeds in everything, except these calls; `calls` records them all. */
export async function createServiceHost(
  platform: NodeJS.Platform,
  answers: Readonly<Record<string, Answer>> = {},
  isUsualFolder = true,
): Promise<{ host: ServiceHost; home: string; calls: string[] }> {
  const home = await temporaryFolder()
  const calls: string[] = []
  const host: ServiceHost = {
    platform,
    environment: {},
    home,
    user: 'ada',
    uid: 1000,
    dataFolder: join(home, 'data'),
    isUsualFolder,
    run: async (program, args) => {
      const call = [program, ...args].join(' ')
      calls.push(call)
      const answer = answers[call] ?? { code: 0, output: '' }
      return typeof answer === 'function' ? answer() : answer
    },
  }
  return { host, home, calls }
}
