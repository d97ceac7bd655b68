import { until } from '../../scripts/harness/until.ts'
import type { RouteName } from '../../src/shared/local-api-routes.ts'
import type { RouteAnswer, Status } from '../../src/shared/local-api.ts'
import { ownerAddress, requestOwner } from './owner-request.ts'

export interface ApiAnswer<T> {
  readonly status: number
  readonly body: T
}

/** Sends a request to the owner of this data folder like any program could: HTTP over its socket. */
export async function askLocalApi<R extends RouteName>(
  dataFolder: string,
  method: string,
  path: string,
  body?: object,
): Promise<ApiAnswer<RouteAnswer<R>>> {
  const json = body === undefined ? '' : JSON.stringify(body)
  const { status, text } = await requestOwner(ownerAddress(dataFolder), method, path, json)
  return { status, body: JSON.parse(text) as RouteAnswer<R> }
}

/** Waits until the app owns this data folder. Before that, a command that needs an owner starts an agent. */
export async function untilAppOwns(dataFolder: string): Promise<void> {
  await until(
    'the app owns the data folder',
    () => askLocalApi<'status'>(dataFolder, 'GET', '/v1/status'),
    ({ body }) => (body as Partial<Status>).owner?.kind === 'app',
  )
}
