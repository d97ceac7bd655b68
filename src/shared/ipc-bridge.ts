import type { ErrorCode } from './error-codes.ts'
import type { IpcArgs, IpcChannel, IpcResult } from './ipc-contract.ts'
import type { AppSnapshot } from './snapshot.ts'

/** What comes back over the wire: an error never crosses it as an exception. */
export type IpcAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false
      readonly error: { readonly code: ErrorCode; readonly message: string; readonly field: string | null }
    }

/** The push channel: the whole snapshot whenever it changed. */
export const stateChangedChannel = 'state:changed'

/** What the preload script offers to the window as `window.tokenTray`. */
export interface Bridge {
  invoke<C extends IpcChannel>(channel: C, args: IpcArgs<C>): Promise<IpcAnswer<IpcResult<C>>>
  /** Calls back with every new snapshot; returns how to stop. */
  onStateChanged(listener: (snapshot: AppSnapshot) => void): () => void
}
