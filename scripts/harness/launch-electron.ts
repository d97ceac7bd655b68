import { randomUUID } from 'node:crypto'
import { _electron, type ElectronApplication } from 'playwright-core'

type Evaluate = ElectronApplication['evaluate']

const isLostResult = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('promise was garbage collected')

/** The function, made to run once however often it is sent, and to keep its result in the main process. */
function runOnce(pageFunction: unknown): never {
  // Playwright sends functions as text, so the given one has to be part of the text
  // oxlint-disable-next-line no-implied-eval, no-new-func -- see above
  const call: unknown = new Function(
    'electron',
    'call',
    `const calls = (globalThis.evaluateCalls ??= new Map())
    if (!calls.has(call.id)) calls.set(call.id, (${String(pageFunction)})(electron, call.arg))
    return calls.get(call.id)`,
  )
  return call as never
}

/**
 * Makes `electron.evaluate` deliver its result even when V8 collects the promise that Playwright waits for
 * (microsoft/playwright#33737): the result is asked for again, without running the function again.
 */
export function keepResults(electron: Pick<ElectronApplication, 'evaluate'>): void {
  const evaluate = electron.evaluate.bind(electron)
  const evaluateReliably = async (pageFunction: unknown, arg: unknown): Promise<unknown> => {
    const id = randomUUID()
    const call = runOnce(pageFunction)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await evaluate(call, { id, arg } as never)
      } catch (error) {
        if (!isLostResult(error) || attempt === 5) throw error
      }
    }
  }
  electron.evaluate = evaluateReliably as Evaluate
}

/** Starts Electron, to be driven by Playwright. */
export async function launchElectron(
  options: Parameters<typeof _electron.launch>[0],
): Promise<ElectronApplication> {
  const electron = await _electron.launch(options)
  keepResults(electron)
  return electron
}
