import { request } from 'node:http'
import { join } from 'node:path'
import type { RouteAnswer, RouteName, Status } from '../../src/shared/local-api.ts'
import { until } from '../../scripts/harness/until.ts'

export interface ApiAnswer<T> {
  readonly status: number
  readonly body: T
}

/** Sends a request to the owner of this data folder like any program could: HTTP over its socket. */
export function askLocalApi<R extends RouteName>(
  dataFolder: string,
  method: string,
  path: string,
  body?: object,
): Promise<ApiAnswer<RouteAnswer<R>>> {
  return new Promise((resolve, reject) => {
    const socketPath = join(dataFolder, 'owner/api.sock')
    const outgoing = request({ socketPath, method, path, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as RouteAnswer<R> }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? '' : JSON.stringify(body))
  })
}

/** Waits until the app owns this data folder. Before that, a command that needs an owner starts an agent. */
export async function untilAppOwns(dataFolder: string): Promise<void> {
  await until(
    'the app owns the data folder',
    () => askLocalApi<'status'>(dataFolder, 'GET', '/v1/status'),
    ({ body }) => (body as Partial<Status>).owner?.kind === 'app',
  )
}
