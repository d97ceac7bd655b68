/**
 * `npm run electron:watch`: asks npm whether the pinned Electron is still supported. In .github/workflows/electron-watch.yml,
 * `--issue` keeps an issue about it, with `gh`. Loads no npm package: the workflow installs none.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rootFolder } from './bootstrap/root-folder.ts'
import { electronAdvice, issueCommands, issueTitle, type OpenIssue } from './electron-watch/advice.ts'

const runProgram = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', shell: process.platform === 'win32' })

const { devDependencies } = JSON.parse(readFileSync(`${rootFolder}/package.json`, 'utf8')) as {
  devDependencies: { electron: string }
}
const published = JSON.parse(runProgram('npm', ['view', 'electron', 'versions', '--json'])) as string[]
const advice = electronAdvice(devDependencies.electron, published)
console.error(
  advice ?? `Electron ${devDependencies.electron} is supported, and the newest of its major version.`,
)

if (process.argv.includes('--issue')) {
  const words = ['issue', 'list', '--state', 'open', '--limit', '200', '--json', 'number,title,body']
  const open = JSON.parse(runProgram('gh', words)) as OpenIssue[]
  for (const command of issueCommands(
    advice,
    open.find(({ title }) => title === issueTitle),
  ))
    execFileSync('gh', command, { stdio: 'inherit' })
}
