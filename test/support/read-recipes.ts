import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from '../../scripts/bootstrap/root-folder.ts'

const page = readFileSync(join(rootFolder, 'docs/recipes.md'), 'utf8')

/** The pieces of code on the page of recipes in this language. */
export const recipes = (language: 'cron' | 'ini' | 'yaml'): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code)
