import { once } from 'node:events'
import { Message, sessionBus, Variant } from '@jellybrick/dbus-next'
import { onTestFinished } from 'vitest'

const root = '/org/freedesktop/secrets'
const keyring = `${root}/collection/passwords`

type Secret = [session: string, parameters: Buffer, value: Buffer, contentType: string]
type Attributes = Readonly<Record<string, string>>

interface Item {
  readonly path: string
  readonly attributes: Attributes
  readonly secret: Secret
}

/** A Secret Service that asks the user before each write, as KeePassXC does, and answers everything else meanwhile. */
export interface AskingKeychain {
  /** How often it has asked. */
  questions(): number
  /** Whether a question waits. */
  isAsking(): boolean
  /** The user answers the question that waits. */
  answer(how: 'allow' | 'deny'): void
}

/** Starts one on this bus, for one test. */
export async function startAskingKeychain(busAddress: string): Promise<AskingKeychain> {
  const bus = sessionBus({ busAddress })
  await once(bus, 'connect')
  onTestFinished(() => bus.disconnect())
  const items: Item[] = []
  const waiting: { readonly prompt: string; readonly item: Item }[] = []
  let prompts = 0
  let asked = 0

  const wantedItem = (body: unknown[]): Item => {
    const [properties, secret] = body as [Record<string, Variant>, Secret]
    const attributes = properties['org.freedesktop.Secret.Item.Attributes']?.value as Attributes
    return { path: `${keyring}/${prompts}`, attributes, secret }
  }
  const matches = (wanted: Attributes) =>
    items.filter(({ attributes }) =>
      Object.entries(wanted).every(([name, value]) => attributes[name] === value),
    )

  const answers: Readonly<
    Record<string, (message: Message) => readonly [signature: string, ...body: unknown[]]>
  > = {
    OpenSession: () => ['vo', new Variant('s', ''), `${root}/session/1`],
    ReadAlias: () => ['o', keyring],
    SearchItems: ({ body }) => ['aoao', matches(body[0] as Attributes).map(({ path }) => path), []],
    GetSecrets: ({ body }) => {
      const found = items.filter(({ path }) => (body[0] as string[]).includes(path))
      return ['a{o(oayays)}', Object.fromEntries(found.map(({ path, secret }) => [path, secret]))]
    },
    CreateItem: ({ body }) => {
      prompts += 1
      const prompt = `${root}/prompt/${prompts}`
      waiting.push({ prompt, item: wantedItem(body) })
      return ['oo', '/', prompt]
    },
    Prompt: () => {
      asked += 1
      return ['']
    },
    Get: ({ body }) => {
      if (body[1] === 'Collections') return ['v', new Variant('ao', [keyring])]
      return ['v', body[1] === 'Locked' ? new Variant('b', false) : new Variant('t', 0n)]
    },
  }
  bus.addMethodHandler((message) => {
    const answer = answers[message.member ?? '']
    if (answer === undefined || !(message.path ?? '').startsWith(root)) return false
    const isEncrypted = message.member === 'OpenSession' && message.body[0] !== 'plain'
    if (isEncrypted)
      bus.send(Message.newError(message, 'org.freedesktop.DBus.Error.NotSupported', 'plain only'))
    else {
      const [signature, ...body] = answer(message)
      bus.send(Message.newMethodReturn(message, signature, body))
    }
    return true
  })
  await bus.requestName('org.freedesktop.secrets')

  return {
    questions: () => asked,
    isAsking: () => waiting.length > 0,
    answer: (how) => {
      const question = waiting.shift()
      if (question === undefined) throw new Error('it is not asking')
      const { prompt, item } = question
      if (how === 'allow') items.push(item)
      const result = new Variant('o', how === 'allow' ? item.path : '/')
      bus.send(
        Message.newSignal(prompt, 'org.freedesktop.Secret.Prompt', 'Completed', 'bv', [
          how === 'deny',
          result,
        ]),
      )
    },
  }
}
