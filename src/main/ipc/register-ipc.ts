import { ipcMain, type WebFrameMain } from 'electron'
import * as z from 'zod'
import { AppError, toErrorCode } from '../../shared/error-codes.ts'
import { failureText } from '../../shared/failure-text.ts'
import type { IpcAnswer } from '../../shared/ipc-bridge.ts'
import { ipcContract, type IpcArgs, type IpcChannel, type IpcResult } from '../../shared/ipc-contract.ts'
import { issueText } from '../../shared/issue-text.ts'
import type { Log } from '../../core/ports.ts'

export type IpcHandlers = {
  readonly [C in IpcChannel]: (args: IpcArgs<C>) => Promise<IpcResult<C>> | IpcResult<C>
}

function refusal(error: unknown): Extract<IpcAnswer<never>, { ok: false }>['error'] {
  if (error instanceof z.ZodError) {
    const issue = error.issues[0]
    const field = issue?.path.find((part) => typeof part === 'string' && part !== 'form')
    return {
      code: 'invalidInput',
      message: issue?.message ?? '',
      field: field === undefined ? null : String(field),
    }
  }
  const code = toErrorCode(error)
  const detail = error instanceof AppError ? error.detail : null
  return {
    code,
    message: code === 'invalidInput' && detail !== null ? detail : failureText(code, detail),
    field: error instanceof AppError ? error.field : null,
  }
}

/** Handles every channel of the contract, only for our own window; arguments and results are validated. */
export function registerIpc(
  handlers: IpcHandlers,
  isOurs: (frame: WebFrameMain | null) => boolean,
  log: Log,
): void {
  const register = <C extends IpcChannel>(channel: C): void => {
    const { args: argsSchema, result: resultSchema } = ipcContract[channel]
    ipcMain.handle(channel, async (event, args: unknown): Promise<IpcAnswer<IpcResult<C>>> => {
      try {
        if (!isOurs(event.senderFrame)) throw new AppError('internal', 'message from a foreign frame')
        const value = await handlers[channel](argsSchema.parse(args, { error: issueText }) as IpcArgs<C>)
        return { ok: true, value: resultSchema.parse(value) as IpcResult<C> }
      } catch (error) {
        const answer = refusal(error)
        const level = answer.code === 'internal' ? 'error' : 'info'
        log[level](`${channel} was refused`, { code: answer.code, ...(level === 'error' && { error }) })
        return { ok: false, error: answer }
      }
    })
  }
  for (const channel of Object.keys(ipcContract)) register(channel as IpcChannel)
}
