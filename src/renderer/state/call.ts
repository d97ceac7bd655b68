import type { Bridge, IpcAnswer } from '../../shared/ipc-bridge.ts'
import type { IpcArgs, IpcChannel, IpcResult } from '../../shared/ipc-contract.ts'

declare global {
  interface Window {
    readonly tokenTray: Bridge
  }
}

/** What an action of the main process answers when it did not work. */
export type Failure = Extract<IpcAnswer<unknown>, { ok: false }>['error']

/** Asks the main process; a bridge that breaks counts as an `internal` failure, so this never rejects. */
export async function call<C extends IpcChannel>(
  channel: C,
  args: IpcArgs<C>,
): Promise<IpcAnswer<IpcResult<C>>> {
  try {
    return await window.tokenTray.invoke(channel, args)
  } catch {
    return { ok: false, error: { code: 'internal', message: 'The app did not answer.', field: null } }
  }
}
