// Owns the name of the notification service, and answers every call but `Notify`.
import { sessionBus, Message } from '@jellybrick/dbus-next'

const name = 'org.freedesktop.Notifications'
const bus = sessionBus({ busAddress: process.argv[2] })
await new Promise((resolve) => bus.once('connect', resolve))
bus.addMethodHandler((message) => {
  if (message.interface !== name) return false
  if (message.member === 'GetCapabilities')
    bus.send(Message.newMethodReturn(message, 'as', [['actions', 'body']]))
  if (message.member === 'GetServerInformation')
    bus.send(Message.newMethodReturn(message, 'ssss', ['Test', 'Jira Token Tray', '1', '1.2']))
  if (message.member === 'Notify') process.stdout.write('asked to notify\n')
  return true
})
await bus.requestName(name)
process.stdout.write('ready\n')
