import type { Bridge, IpcAnswer } from '../../shared/ipc-bridge.ts'
import type { IpcArgs, IpcChannel, IpcResult } from '../../shared/ipc-contract.ts'

declare global {
  interface Window {
    readonly tokenTray: Bridge
  }
}

/** The error that the main process returns when an action failed. */
export type Failure = Extract<IpcAnswer<unknown>, { ok: false }>['error']

/** Calls the main process. Never rejects: if the bridge itself breaks, that is an `internal` failure. */
export async function call<C extends IpcChannel>(
  channel: C,
  args: IpcArgs<C>,
): Promise<IpcAnswer<IpcResult<C>>> {
  try {
    return await window.tokenTray.invoke(channel, args)
  } catch {
    return { ok: false, error: { code: 'internal', message: 'The app didn’t respond.', field: null } }
  }
}
