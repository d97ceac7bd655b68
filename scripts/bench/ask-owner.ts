import { request } from 'node:http'

/** Sends one request to the local API over a new connection; resolves when the answer has been read. */
export function askOwner(socketPath: string, method: string, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, method, path, agent: false }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`${path}: ${answer.statusCode}`)),
      )
    })
    asked.on('error', reject)
    asked.end()
  })
}
