import { createServer } from 'node:net'
import { failed, ok, warning } from '../shared/finding.ts'
import { errorText } from '../shared/error-texts.ts'
import type { CheckAnswer, Finding } from '../shared/local-api.ts'

/** A browser may use either; a program listening on the other would get the answer. RFC 8252 section 7.3. */
const hosts = ['127.0.0.1', '::1']

/** Why the port can't be used; null when it can, or when this computer has no such address. */
function obstacleAt(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      const noSuchFamily = code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT'
      resolve(noSuchFamily ? null : code === 'EADDRINUSE' ? 'in use' : `not allowed (${code})`)
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

async function checkCallback({ account, redirectUri, isInUse }: CheckAnswer['callbacks'][number]) {
  const subject = { name: 'callback URL', account }
  if (!URL.canParse(redirectUri))
    return failed(subject, `${redirectUri} is not a URL`, 'Correct it in the account’s settings.')
  const { protocol, port: given } = new URL(redirectUri)
  if (protocol !== 'http:')
    return warning(
      subject,
      `${redirectUri} is not http on this computer, so you can’t sign in in the browser`,
      errorText('callbackNotLoopback').todo,
    )
  if (isInUse) return ok(subject, `${redirectUri} (a sign-in is in progress)`)
  const port = Number(given === '' ? 80 : given)
  for (const host of hosts) {
    const obstacle = await obstacleAt(host, port)
    if (obstacle !== null)
      return warning(
        subject,
        `${redirectUri}: port ${port} on ${host} is ${obstacle}`,
        errorText('portTaken').todo,
      )
  }
  return ok(subject, `${redirectUri} (port ${port} is free)`)
}

/** Whether a browser sign-in can reach each callback URL; one after the other, because they may share a port. */
export async function checkCallbacks(callbacks: CheckAnswer['callbacks']): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const callback of callbacks) findings.push(await checkCallback(callback))
  return findings
}
