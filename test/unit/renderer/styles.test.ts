import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '../../../src/renderer')
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
  name.replaceAll('\\', '/'),
)
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

interface Sheet {
  readonly name: string
  /** The global sheets lie in `styles`; others name the layer themselves, and components have none. */
  readonly layer: string
  readonly selectors: readonly string[]
}

function readSheet(name: string): Sheet {
  const text = read(name).replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const heads = [...text.matchAll(/([^{};]+)\{/g)].map(([, head]) => head!.trim())
  return {
    name,
    layer: /^@layer (\w+) \{/.exec(text)?.[1] ?? (name.startsWith('styles/') ? 'global' : 'components'),
    selectors: heads.filter((head) => !head.startsWith('@')).flatMap((head) => head.split(/,\s*/)),
  }
}

const sheets = names.filter((name) => name.endsWith('.css')).map(readSheet)

const classesIn = (selector: string) => [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name!)

/** Where a class is styled by itself, and not as a part of something else. */
function homes(className: string): readonly Sheet[] {
  const alone = new RegExp(`^[a-z]*\\.${className}(?![\\w-])[^ >+~]*$`)
  return sheets.filter(({ selectors }) => selectors.some((selector) => alone.test(selector)))
}

const declared = new Set(sheets.flatMap(({ selectors }) => selectors.flatMap(classesIn)))

/** The class names in an attribute; of a name that ends in a variable, the part before it and `$`. */
function classNames(plain: string | undefined, computed: string): readonly string[] {
  const texts = plain ?? [...computed.matchAll(/'([^']*)'/g)].map(([, text]) => text).join(' ')
  const templates = [...computed.matchAll(/`([^`]*)`/g)].map(([, text]) =>
    text!.replaceAll(/\$\{[^}]*\}/g, '$'),
  )
  return [texts, ...templates]
    .flatMap((text) => text.split(/\s+/))
    .map((name) => name.replaceAll(/(?<!-)\$/g, ''))
    .filter((name) => /^[a-z]/.test(name))
}

/** The class names of each element. */
const elements = names
  .filter((name) => name.endsWith('.tsx'))
  .flatMap((name) => [...read(name).matchAll(/\sclass=(?:"([^"]*)"|\{((?:[^{}]|\{[^{}]*\})*)\})/g)])
  .map(([, plain, computed = '']) => classNames(plain, computed))

const used = new Set(elements.flat())
const isUsed = (name: string) =>
  used.has(name) || [...used].some((one) => one.endsWith('-$') && name.startsWith(one.slice(0, -1)))

it('styles every class that an element has, and no other', () => {
  expect([...used].filter((name) => !name.endsWith('$') && !declared.has(name))).toEqual([])
  expect([...declared].filter((name) => !isUsed(name))).toEqual([])
})

it('styles each class in one sheet', () => {
  const several = [...declared].filter((name) => homes(name).length > 1)
  expect(several.map((name) => [name, homes(name).map((sheet) => sheet.name)])).toEqual([])
})

it('never leaves it to the order of two sheets how an element looks', () => {
  const mixed = elements.filter((classes) => {
    const layers = [...new Set(classes.flatMap(homes))].map(({ layer }) => layer)
    return new Set(layers).size < layers.length
  })
  expect(mixed).toEqual([])
})

it('has each sheet imported by the component of the same name', () => {
  const own = names.filter((name) => name.endsWith('.css') && !name.startsWith('styles/'))
  const alien = own.filter((name) => {
    const component = name.replace(/css$/, 'tsx')
    return !names.includes(component) || !read(component).includes(`import './${name.split('/').at(-1)}'`)
  })
  expect(alien).toEqual([])
})
