import { readFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { JiraError } from '../../client/jira/jira-error.ts'
import { readAll, type Body, type JiraAnswer } from '../../client/jira/jira-requests.ts'
import { openJira, type Jira } from '../../client/jira/open-jira.ts'
import { collectPages } from '../../client/jira/pages.ts'
import { cleanLines, cleanText, toCleanJson } from '../../shared/clean-text.ts'
import { failure, usageError } from '../cli-error.ts'
import { defineCommand, oneOf } from '../command.ts'
import { accountOption, filePath } from '../shared-options.ts'
import type { CliError } from '../cli-error.ts'
import { ownerConnection } from '../connection.ts'
import { exitCodes } from '../../shared/exit-codes.ts'
import { exitCodeFor } from '../exit-code-for.ts'
import { note, print } from '../terminal/print.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

type Method = (typeof methods)[number]

const isOk = ({ status }: JiraAnswer) => status >= 200 && status < 300

/** The answer of a request that failed, whose body has been printed. */
class Failed extends Error {
  readonly answer: JiraAnswer
  readonly body: Buffer

  constructor(answer: JiraAnswer, body: Buffer) {
    super('failed')
    this.answer = answer
    this.body = body
  }
}

function chooseMethod(wanted: Method | null, hasBody: boolean, paginate: boolean): Method {
  const method = wanted ?? (hasBody ? 'POST' : 'GET')
  if (method === 'GET' && hasBody) throw usageError('GET takes no --input')
  if (method !== 'GET' && paginate) throw usageError('--paginate is for GET only')
  return method
}

async function readInput(path: string | null): Promise<Buffer | null> {
  if (path === null) return null
  if (path === '-') return readAll(process.stdin)
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw failure(`${cleanText(path)} can’t be read (${error.code ?? error.message}).`)
  })
}

/** Writes what Jira sent to stdout: as it is, but on a terminal clean, and JSON with line breaks. */
async function write(body: Body): Promise<void> {
  if (!process.stdout.isTTY) {
    await pipeline(body, process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
      // the reader has closed the pipe
      if (error.code !== 'EPIPE') throw error
      process.exitCode = exitCodes.failed
    })
    return
  }
  const text = (await readAll(body)).toString('utf8')
  if (text === '') return
  try {
    print(toCleanJson(JSON.parse(text), 2))
  } catch {
    // also without colors, which `print` leaves
    print(cleanLines(text))
  }
}

/** What Jira says is wrong. Sources: Atlassian, "The Jira Cloud platform REST API", and its gateway's `message`. */
function errorWords(body: Buffer): string {
  try {
    const { errorMessages, errors, message } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const said = [
      ...(Array.isArray(errorMessages) ? (errorMessages as unknown[]) : []),
      ...Object.entries(errors ?? {}).map(([field, text]) => `${field}: ${String(text)}`),
      message,
    ]
    return cleanText(said.filter((one) => typeof one === 'string').join(' '))
  } catch {
    return ''
  }
}

function toFailure({ answer, body }: Failed, method: Method, { pathname }: URL): CliError {
  const { status, statusText, advice } = answer
  const why = [errorWords(body) || cleanText(statusText), advice?.message].filter(Boolean).join(' ')
  const isUnavailable = status === 429 || status >= 500
  const other = isUnavailable ? exitCodes.providerUnreachable : exitCodes.failed
  return failure(
    `${method} ${pathname.replace(/^.*\/ex\/jira\/[^/]+/, '')}: HTTP ${status}${why === '' ? '' : `: ${why}`}`,
    advice === null ? other : exitCodeFor(advice.code),
  )
}

async function failWith(answer: JiraAnswer): Promise<never> {
  const body = await readAll(answer.body)
  throw new Failed(answer, body)
}

async function getJson(jira: Jira, url: URL): Promise<unknown> {
  const answer = await jira.send(url, { method: 'GET', body: null })
  if (!isOk(answer)) return failWith(answer)
  try {
    return JSON.parse((await readAll(answer.body)).toString('utf8'))
  } catch {
    throw new JiraError('badAnswer', `The answer of ${url.pathname} is not JSON: leave out --paginate.`)
  }
}

async function request(jira: Jira, paginate: boolean, method: Method, body: Buffer | null): Promise<void> {
  if (paginate) {
    const values = await collectPages(jira.url, (url) => getJson(jira, url), jira.resolve)
    print(toCleanJson(values, process.stdout.isTTY ? 2 : undefined))
    return
  }
  const answer = await jira.send(jira.url, { method, body })
  if (!isOk(answer)) await failWith(answer)
  await write(answer.body)
}

/** `jira-token api`: one request to Jira. */
export const command = defineCommand({
  description: `Makes one request to Jira's REST API with a valid token, and prints the answer on stdout as it is. The cloud ID
is added: a token of an OAuth app is refused on your-site.atlassian.net, and works only on
api.atlassian.com/ex/jira/CLOUD-ID.

PATH is a path such as /rest/api/3/myself, or a URL of one of the account's sites. The token is sent
nowhere else; a redirect to another host is followed without it.`,
  arguments: { path: { value: 'PATH', required: true } },
  options: {
    site: { value: 'NAME', help: 'the site, if the account has several: its name, URL, or cloud ID' },
    paginate: { help: 'get all pages of a list, and print their values as one JSON array' },
    method: {
      value: 'METHOD',
      short: 'X',
      complete: methods,
      help: 'GET, POST, PUT, PATCH, or DELETE (default: GET, with --input POST)',
      parse: (text: string, name: string) => oneOf(methods).parse(text.toUpperCase(), name),
    },
    input: { ...filePath, help: 'send the JSON in this file; - for stdin' },
    account: { ...accountOption, short: 'a' },
  },
  notes: `A refused token is replaced once. If Jira limits requests (HTTP 429 or 503 with Retry-After), the
command waits as long as it asks, up to 2 minutes and 5 times, and says so. If Jira answers with an
error, its body is on stdout too, and the exit code is not 0.`,
  examples: [
    'jira-token api /rest/api/3/myself',
    "jira-token api '/rest/api/3/search/jql?jql=assignee=currentUser()&fields=summary' --paginate",
    `echo '{"body": "Done."}' | jira-token api /rest/api/2/issue/ABC-1/comment --input -`,
    'jira-token api https://your-site.atlassian.net/rest/api/3/project/search -a work',
  ],
  run: async ({ path, site, paginate, method: wanted, input, account }) => {
    const method = chooseMethod(wanted, input !== null, paginate)
    const body = await readInput(input)
    try {
      const jira = await openJira(ownerConnection(), { account, site, path }, (text) =>
        note(`jira-token: ${text}`),
      )
      try {
        await request(jira, paginate, method, body)
      } catch (error) {
        if (!(error instanceof Failed)) throw error
        await write([error.body])
        throw toFailure(error, method, jira.url)
      } finally {
        jira.close()
      }
    } catch (error) {
      if (error instanceof JiraError) throw failure(error.message, exitCodeFor(error.code))
      throw error
    }
  },
})
