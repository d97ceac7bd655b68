import type { ErrorCode } from './error-table.ts'
import type { IpcArgs, IpcChannel, IpcResult } from './ipc-contract.ts'
import type { AppSnapshot } from './snapshot.ts'

/** The result of a call: errors are returned as data, never thrown across the bridge. */
export type IpcAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly field: string | null }
    }

/** The push channel: sends the whole snapshot on every change. */
export const stateChangedChannel = 'state:changed'

/** What the preload script exposes to the window as `window.tokenTray`. */
export interface Bridge {
  invoke<C extends IpcChannel>(channel: C, args: IpcArgs<C>): Promise<IpcAnswer<IpcResult<C>>>
  /** Calls back with every new snapshot; returns a function that unsubscribes. */
  onStateChanged(listener: (snapshot: AppSnapshot) => void): () => void
}
