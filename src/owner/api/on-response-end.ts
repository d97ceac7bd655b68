import type { ServerResponse } from 'node:http'

/** Calls back once, when the answer is sent or the client is gone. */
export function onceOver(response: ServerResponse, listener: () => void): void {
  const { socket } = response.req
  let isDone = false
  const over = () => {
    // one event may cause the other
    if (isDone) return
    isDone = true
    response.off('close', over)
    socket.off('close', over)
    listener()
  }
  response.on('close', over)
  // Node emits no `close` for a pipelined response that is still waiting when the client hangs up
  socket.on('close', over)
}

/** Whether that has already happened. */
export function isOver(response: ServerResponse): boolean {
  return response.closed || response.req.socket.destroyed
}
