import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { expect, it } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'

const listMarkdown = (folder: string): string[] =>
  readdirSync(join(rootFolder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(rootFolder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...['docs', 'test', '.github'].flatMap(listMarkdown),
]

/** The text without code, in which brackets are not links. */
const prose = (document: string): string =>
  readFileSync(join(rootFolder, document), 'utf8')
    .replaceAll(/^ *```[\s\S]*?^ *```/gm, '')
    .replaceAll(/<!--[\s\S]*?-->/g, '')

/** Where links and pictures lead, in Markdown and in HTML. */
function linksIn(text: string): string[] {
  const withoutCode = text.replaceAll(/(?<!\[)`[^`\n]+`/g, '')
  return [
    ...[...withoutCode.matchAll(/\]\(\s*<?([^)\s>]+)/g)].map(([, target = '']) => target),
    ...[...withoutCode.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)].map(([, target = '']) => target),
    ...[...withoutCode.matchAll(/<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)="([^"]+)"/g)].map(
      ([, target = '']) => target,
    ),
  ]
}

/** The anchors that GitHub gives to headings: lower case, without punctuation, numbered if repeated. */
function anchorsOf(document: string): Set<string> {
  const anchors = new Set<string>()
  for (const [, heading = ''] of prose(document).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const slug = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
      .replaceAll(' ', '-')
    let anchor = slug
    for (let number = 1; anchors.has(anchor); number += 1) anchor = `${slug}-${number}`
    anchors.add(anchor)
  }
  return anchors
}

/** Why a link of this document leads nowhere; null if it leads somewhere, or to another site. */
function findFlaw(document: string, target: string): string | null {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return null
  const [path = '', anchor] = decodeURIComponent(target).split('#')
  const file = path === '' ? document : normalize(join(dirname(document), path)).replaceAll('\\', '/')
  if (file.startsWith('..')) return `${target}: outside of the repository`
  if (!existsSync(join(rootFolder, file))) return `${target}: no such file`
  if (anchor === undefined) return null
  if (statSync(join(rootFolder, file)).isDirectory() || !file.endsWith('.md')) return `${target}: no headings`
  return anchorsOf(file).has(anchor) ? null : `${target}: no such heading`
}

const flawsIn = (document: string): string[] =>
  linksIn(prose(document)).flatMap((target) => findFlaw(document, target) ?? [])

it.each(documents)('every link in %s leads to a file and a heading that exist', (document) => {
  expect(flawsIn(document)).toEqual([])
})

it('finds the links in the README', () => {
  expect(linksIn(prose('README.md')).length).toBeGreaterThan(30)
})

it.each([
  ['no-such-file.md', 'no-such-file.md: no such file'],
  ['docs/mcp.md#no-such-heading', 'docs/mcp.md#no-such-heading: no such heading'],
  ['#no-such-heading', '#no-such-heading: no such heading'],
  ['../elsewhere.md', '../elsewhere.md: outside of the repository'],
  ['LICENSE#mit', 'LICENSE#mit: no headings'],
  ['https://example.com/#anything', null],
  ['docs/mcp.md#what-it-costs', null],
  ['docs/adr', null],
])('a link to %s: %s', (target, flaw) => {
  expect(findFlaw('README.md', target)).toBe(flaw)
})

it('no document says to install our npm package before there is one: someone else could take the name', () => {
  const others = documents.filter((document) => document !== 'docs/packaging.md')
  const { private: isPrivate } = JSON.parse(readFileSync(join(rootFolder, 'package.json'), 'utf8')) as {
    private?: boolean
  }
  const install = /\b(?:npm (?:i|install)|npx)[^\n`]*\sjira-token-tray\b/
  const wrong = others.filter((document) => install.test(readFileSync(join(rootFolder, document), 'utf8')))
  if (isPrivate === true) expect(wrong).toEqual([])
})
