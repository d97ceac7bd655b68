import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { commands } from '../src/cli/commands.ts'
import { rootFolder } from './bootstrap/root-folder.ts'
import { say } from './bootstrap/say.ts'
import { cliPage, type Section } from './cli-transcript/page.ts'
import { putProps } from './cli-transcript/props.ts'
import { scenes, type Scene } from './cli-transcript/scenes.ts'
import { startStage, type Stage } from './cli-transcript/stage.ts'

/** Commands that no scene shows, so that the page would not mention them. */
function unshownCommands(): string[] {
  const shown = new Set(scenes.flatMap((scene) => scene.commands))
  return Object.keys(commands).filter((name) => !shown.has(name))
}

async function recordSection(stage: Stage, scene: Scene): Promise<Section> {
  say(scene.title)
  for (const name of scene.commands) await stage.run(`jira-token ${name} --help`)
  const help = stage.recorded()
  await scene.play(stage)
  return { title: scene.title, text: scene.text, help, runs: stage.recorded() }
}

/** `npm run docs:cli`: runs every command and writes docs/cli.md from the output. */
async function writePage(): Promise<void> {
  const missing = unshownCommands()
  if (missing.length > 0) throw new Error(`no scene shows: ${missing.join(', ')}`)
  const path = join(rootFolder, 'docs/cli.md')
  const stage = await startStage()
  try {
    await putProps(stage, join(rootFolder, 'scripts/harness/walking-browser.ts'))
    await stage.run('jira-token --help')
    const overview = stage.recorded()
    const sections: Section[] = []
    for (const scene of scenes) sections.push(await recordSection(stage, scene))
    const style = await resolveConfig(path)
    await writeFile(path, await format(cliPage(overview, sections), { ...style, parser: 'markdown' }))
  } finally {
    await stage.close()
  }
}

await writePage()
