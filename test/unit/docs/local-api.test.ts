import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { rootFolder } from '../../../scripts/bootstrap/root-folder.ts'
import { localApiRoutes } from '../../../src/shared/local-api-routes.ts'
import { localApiContract } from '../../../src/shared/local-api.ts'

const page = readFileSync(join(rootFolder, 'docs/local-api.md'), 'utf8')

it('docs/local-api.md names every request of the local API', () => {
  const requests = Object.values(localApiRoutes).map((methodAndPath) => methodAndPath.join(' '))
  expect(requests.filter((request) => !page.includes(`\`${request}`))).toEqual([])
})

it('docs/local-api.md names every argument', () => {
  const names = Object.values(localApiContract).flatMap(({ args }) => Object.keys(args.shape))
  expect([...new Set(names)].filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([])
})
