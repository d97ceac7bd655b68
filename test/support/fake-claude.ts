import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A stand-in for Claude Code's `claude` that records its calls, and maintains `~/.claude.json` like the real one. */
export interface FakeClaude {
  /** The folder for the PATH. */
  readonly folder: string
  /** The arguments of each call. */
  calls(): Promise<string[][]>
}

const script = (log: string) => `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs')
const words = process.argv.slice(2)
appendFileSync(${JSON.stringify(log)}, JSON.stringify(words) + '\\n')
const file = process.env.HOME + '/.claude.json'
let settings = {}
try { settings = JSON.parse(readFileSync(file, 'utf8')) } catch {}
settings.mcpServers ??= {}
const end = words.indexOf('--')
const name = end < 0 ? words.at(-1) : words[end - 1]
if (words[1] === 'add') {
  if (name in settings.mcpServers) {
    console.error('MCP server ' + name + ' already exists in user config')
    process.exit(1)
  }
  const at = words.indexOf('--env')
  const env = at < 0 ? {} : Object.fromEntries([words[at + 1].split('=')])
  settings.mcpServers[name] = { type: 'stdio', command: words[end + 1], args: words.slice(end + 2), env }
} else if (words[1] === 'remove') delete settings.mcpServers[name]
writeFileSync(file, JSON.stringify(settings, null, 2))
`

/** Creates one in its own folder. */
export async function putFakeClaude(parent: string): Promise<FakeClaude> {
  const folder = join(parent, 'claude-bin')
  const log = join(parent, 'claude-calls')
  await mkdir(folder)
  await writeFile(log, '')
  await writeFile(join(folder, 'claude'), script(log))
  await chmod(join(folder, 'claude'), 0o755)
  return {
    folder,
    calls: async () =>
      (await readFile(log, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as string[]),
  }
}
