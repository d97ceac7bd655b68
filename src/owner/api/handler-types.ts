import type { AccountSnapshot } from '../../shared/snapshot.ts'
import type { NamesAccount, RouteName } from '../../shared/local-api-routes.ts'
import type { RouteAnswer, RouteArgs } from '../../shared/local-api.ts'

/** A parsed request. */
export interface Asked<R extends RouteName> {
  readonly args: RouteArgs<R>
  /** The account in the path. */
  readonly account: NamesAccount<R> extends true ? AccountSnapshot : null
  /** The client's name, from its User-Agent. */
  readonly client: string
}

/** The handlers of the local API. All reject with an `AppError`. */
export type Answers = {
  readonly [R in RouteName]: (asked: Asked<R>) => Promise<RouteAnswer<R>> | RouteAnswer<R>
}
