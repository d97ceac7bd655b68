import type { ServerResponse } from 'node:http'

/** Calls back once, when the answer is out or nobody is there any more to get it. */
export function onceOver(response: ServerResponse, listener: () => void): void {
  const { socket } = response.req
  let isDone = false
  const over = () => {
    // one of the two may bring about the other
    if (isDone) return
    isDone = true
    response.off('close', over)
    socket.off('close', over)
    listener()
  }
  response.on('close', over)
  // Node never says that a pipelined response closed whose turn had not come when the other side hung up
  socket.on('close', over)
}

/** Whether that has been so already. */
export function isOver(response: ServerResponse): boolean {
  return response.closed || response.req.socket.destroyed
}
