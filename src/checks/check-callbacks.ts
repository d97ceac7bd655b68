import { createServer } from 'node:net'
import { failed, ok, warning } from '../shared/finding.ts'
import { errorRow } from '../shared/error-table.ts'
import type { CheckAnswer, Finding } from '../shared/local-api.ts'

/** A browser may use either; a program listening on the other would get the answer. RFC 8252 section 7.3. */
const hosts = ['127.0.0.1', '::1']

/** The code of the error that keeps the port from being used; null when it can be, or without such an address. */
function obstacleAt(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      const noSuchFamily = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
      resolve(noSuchFamily ? null : code)
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

type Callback = CheckAnswer['callbacks'][number]

const portOf = ({ port }: URL): number => Number(port === '' ? 80 : port)

/** @param holders the accounts that are signing in, by the port they use */
async function checkCallback(
  { account, redirectUri, isInUse }: Callback,
  holders: ReadonlyMap<number, string>,
): Promise<Finding> {
  const subject = { name: 'callback URL', account }
  if (!URL.canParse(redirectUri))
    return failed(subject, `${redirectUri} is not a URL`, 'Correct it in the account’s settings.')
  const callback = new URL(redirectUri)
  if (callback.protocol !== 'http:')
    return warning(
      subject,
      `${redirectUri} is not http on this computer, so you can’t sign in in the browser`,
      errorRow('callbackNotLoopback').todo,
    )
  if (isInUse) return ok(subject, `${redirectUri} (a sign-in is in progress)`)
  const port = portOf(callback)
  const holder = holders.get(port)
  if (holder !== undefined) return ok(subject, `${redirectUri} (${holder} is signing in on port ${port})`)
  for (const host of hosts) {
    const obstacle = await obstacleAt(host, port)
    if (obstacle === null) continue
    const isTaken = obstacle === 'EADDRINUSE'
    return warning(
      subject,
      `${redirectUri}: port ${port} on ${host} is ${isTaken ? 'in use' : `not allowed (${obstacle})`}`,
      errorRow(isTaken ? 'portTaken' : 'portNotAllowed').todo,
    )
  }
  return ok(subject, `${redirectUri} (port ${port} is free)`)
}

/** Whether a browser sign-in can reach each callback URL; one after the other, because they may share a port. */
export async function checkCallbacks(callbacks: CheckAnswer['callbacks']): Promise<Finding[]> {
  const used = callbacks.filter(({ isInUse, redirectUri }) => isInUse && URL.canParse(redirectUri))
  const holders = new Map(used.map(({ account, redirectUri }) => [portOf(new URL(redirectUri)), account]))
  const findings: Finding[] = []
  for (const callback of callbacks) findings.push(await checkCallback(callback, holders))
  return findings
}
