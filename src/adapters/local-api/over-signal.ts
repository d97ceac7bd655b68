import type { ServerResponse } from 'node:http'

/** Aborts once, when the answer is out or nobody is there any more to get it. */
export function overSignal(response: ServerResponse): AbortSignal {
  const { socket } = response.req
  const controller = new AbortController()
  const over = () => {
    response.off('close', over)
    socket.off('close', over)
    controller.abort()
  }
  response.once('close', over)
  // Node never says that a pipelined response closed whose turn had not come when the other side hung up
  socket.once('close', over)
  return controller.signal
}
