import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A client on a program's stdin and stdout: one request at a time. */
export interface LineClient {
  readonly child: ChildProcess
  /** Sends a request and waits for the line with the answer. */
  ask(method: string, params?: object): Promise<void>
  notify(method: string): void
  close(): Promise<void>
}

export function startLineClient(args: readonly string[], env: NodeJS.ProcessEnv): LineClient {
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
  const { stdin, stdout } = child
  let nextId = 0
  let rest = ''
  let onLine: (line: string) => void = () => undefined
  stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  const send = (message: object) => stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  return {
    child,
    ask: (method, params = {}) =>
      new Promise((resolve, reject) => {
        const id = nextId
        nextId += 1
        child.once('exit', () => reject(new Error(`${args.join(' ')} ended`)))
        onLine = (line) => {
          if (!line.includes(`"id":${id}`)) return
          child.removeAllListeners('exit')
          if (line.includes('"error"')) reject(new Error(line))
          else resolve()
        }
        send({ id, method, params })
      }),
    notify: (method) => send({ method }),
    close: async () => {
      if (child.exitCode !== null) return
      const exited = once(child, 'exit')
      stdin.end()
      const limit = setTimeout(() => child.kill('SIGKILL'), 3000)
      await exited
      clearTimeout(limit)
    },
  }
}
