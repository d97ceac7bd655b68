// Owns these names on a bus, and answers nothing: like programs that hang. Prints each call.
import { sessionBus, MessageType } from '@jellybrick/dbus-next'

const [busAddress, ...names] = process.argv.slice(2)
const bus = sessionBus({ busAddress })
await new Promise((resolve) => bus.once('connect', resolve))
bus.addMethodHandler((message) => {
  if (message.type === MessageType.METHOD_CALL)
    process.stdout.write(`${message.interface}.${message.member}\n`)
  return true
})
for (const name of names) await bus.requestName(name)
process.stdout.write('ready\n')
