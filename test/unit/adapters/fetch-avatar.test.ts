import { describe, expect, it } from 'vitest'
import { fetchAvatar } from '../../../src/adapters/jira/fetch-avatar.ts'

const picture = () => new Response('png', { headers: { 'content-type': 'image/png' } })
const data = 'data:image/png;base64,cG5n'
const redirect = (location: string) => new Response(null, { status: 302, headers: { location } })

const names: Readonly<Record<string, readonly string[]>> = {
  'pictures.example': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'internal.example': ['10.1.2.3'],
  'mixed.example': ['93.184.215.14', '192.168.0.1'],
  'here.example': ['127.0.0.1'],
  'mapped.example': ['::ffff:169.254.169.254'],
  'jira.example': ['10.0.0.5'],
  localhost: ['127.0.0.1', '::1'],
}
const lookUp = async (name: string) => {
  const found = names[name]
  if (found === undefined) throw new Error('ENOTFOUND')
  return found
}

/** What arrives from this URL when the web answers like this, and which URLs were asked for. */
async function fetched(
  url: string,
  web: Readonly<Record<string, () => Response>> = {},
  server = 'https://api.atlassian.com',
) {
  const asked: string[] = []
  const fetch = async (one: string) => {
    asked.push(one)
    return (web[one] ?? picture)()
  }
  return { avatar: await fetchAvatar(fetch, url, server, lookUp), asked }
}

describe('a picture', () => {
  it.each([
    'https://internal.example/a.png',
    'https://mixed.example/a.png',
    'https://here.example/a.png',
    'https://mapped.example/a.png',
    'https://localhost/a.png',
    'http://localhost:8080/a.png',
    'https://10.0.0.1/a.png',
    'https://172.31.255.255/a.png',
    'https://192.168.1.1/a.png',
    'https://169.254.169.254/latest/meta-data',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[2002:a00:1::]/',
    'https://224.0.0.1/',
    'http://pictures.example/a.png',
    'file:///etc/passwd',
  ])('is not fetched from %s, not even after a redirect', async (url) => {
    expect(await fetched(url)).toEqual({ avatar: null, asked: [] })
    const first = 'https://pictures.example/a.png'
    expect(await fetched(first, { [first]: () => redirect(url) })).toEqual({ avatar: null, asked: [first] })
  })

  it('is fetched from the internet, also after redirects', async () => {
    const url = 'https://pictures.example/a.png'
    expect((await fetched(url)).avatar).toBe(data)
    const other = 'https://93.184.215.14/b.png'
    expect((await fetched(url, { [url]: () => redirect(other) })).avatar).toBe(data)
    expect((await fetched(url, { [url]: () => redirect('/b.png') })).asked).toEqual([
      url,
      'https://pictures.example/b.png',
    ])
  })

  it('is not followed around in circles', async () => {
    const url = 'https://pictures.example/a.png'
    const { avatar, asked } = await fetched(url, { [url]: () => redirect(url) })
    expect(avatar).toBeNull()
    expect(asked.length).toBeLessThan(10)
  })

  it('is fetched from a name that only a proxy can look up', async () => {
    expect((await fetched('https://unknown.example/a.png')).avatar).toBe(data)
  })

  it('is fetched from the account’s own server, wherever that is', async () => {
    const server = 'https://jira.example/jira'
    expect((await fetched('https://jira.example/a.png', {}, server)).avatar).toBe(data)
    expect((await fetched('https://jira.example:8443/a.png', {}, server)).avatar).toBeNull()
    expect((await fetched('https://internal.example/a.png', {}, server)).avatar).toBeNull()
  })

  it('is fetched from this computer if the account’s server runs here', async () => {
    const server = 'http://localhost:9000'
    expect((await fetched('http://127.0.0.1:9001/a.png', {}, server)).avatar).toBe(data)
    expect((await fetched('https://internal.example/a.png', {}, server)).avatar).toBeNull()
  })
})
