import type { AccountSnapshot } from '../../shared/snapshot.ts'
import type { LocalApiContract, RouteAnswer, RouteArgs, RouteName } from '../../shared/local-api.ts'

type NamesAccount<R extends RouteName> = LocalApiContract[R]['path'] extends `${string}{id}${string}`
  ? true
  : false

/** A request, parsed. */
export interface Asked<R extends RouteName> {
  readonly args: RouteArgs<R>
  /** The account that the path names. */
  readonly account: NamesAccount<R> extends true ? AccountSnapshot : null
  /** What the program calls itself: its User-Agent. */
  readonly client: string
}

/** What the local API answers. All reject with an `AppError`. */
export type Answers = {
  readonly [R in RouteName]: (asked: Asked<R>) => Promise<RouteAnswer<R>> | RouteAnswer<R>
}
