import { expect, it, test } from 'vitest'
import { updateFeed } from '../../../scripts/update-feed.mjs'
import { getUpdateFeed } from '../../../src/adapters/updates/update-feed.ts'

const github = 'https://github.com/owner/name/releases/latest/download'

test.each([
  [{}, ''],
  [{ repository: 'git+https://github.com/owner/name.git' }, github],
  [{ repository: { url: 'https://github.com/owner/name' } }, github],
  [{ repository: { url: 'https://git.example/owner/name.git' } }, ''],
  [
    { repository: { url: github }, config: { updateFeed: 'https://files.example/app' } },
    'https://files.example/app',
  ],
])('the feed of %j is %j', (manifest, feed) => {
  expect(updateFeed(manifest)).toBe(feed)
})

it.each([
  [undefined, '', { kind: 'off', because: 'unpublished' }],
  [undefined, github, { kind: 'feed', url: github }],
  ['', github, { kind: 'feed', url: github }],
  ['off', github, { kind: 'off', because: 'environment' }],
  ['https://files.example/app', '', { kind: 'feed', url: 'https://files.example/app' }],
  ['http://127.0.0.1:8080', github, { kind: 'feed', url: 'http://127.0.0.1:8080' }],
  ['http://files.example', github, { kind: 'off', because: 'unusable' }],
  ['https://me:secret@files.example', github, { kind: 'off', because: 'unusable' }],
  ['no', github, { kind: 'off', because: 'unusable' }],
])('JIRA_TOKEN_UPDATES=%s in a build for %j', (chosen, published, feed) => {
  expect(getUpdateFeed({ JIRA_TOKEN_UPDATES: chosen }, published)).toEqual(feed)
})
