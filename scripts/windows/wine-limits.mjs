import { Socket } from 'node:net'

/** Loaded into every Node under Wine, where setting keep-alive on a socket that is not connected yet fails. */
const { setKeepAlive } = Socket.prototype

Socket.prototype.setKeepAlive = function keepAliveOnceConnected(...args) {
  if (this.connecting) this.once('connect', () => setKeepAlive.apply(this, args))
  else setKeepAlive.apply(this, args)
  return this
}
