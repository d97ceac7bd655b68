import { describe, expect, it } from 'vitest'
import type { KeytarReply } from '../../../src/adapters/keychain/keychain-process.ts'
import type { Keytar } from '../../../src/adapters/keychain/keytar.ts'
import { addTimeout } from '../../../src/adapters/keychain/with-timeout.ts'
import {
  createRestartingKeychain,
  type KeychainProcess,
} from '../../../src/adapters/keychain/restarting-keychain.ts'
import { eventually } from '../../support/eventually.ts'

const gone = 'The name :1.1 was not provided by any .service files'

/** A keytar whose `get` returns its name or fails. */
function keytarThat(answer: () => string): Keytar {
  const get = async () => answer()
  return {
    getPassword: get,
    setPassword: async () => void (await get()),
    deletePassword: async () => Boolean(await get()),
    findCredentials: async () => [],
  }
}

/** The nth process gives the nth answer; null means that it exits without an answer, undefined that it hangs. */
function processes(answers: readonly (() => string | null | undefined)[]) {
  let started = 0
  let killed = 0
  const start = (): KeychainProcess => {
    const answer = answers[started] ?? (() => 'too many processes')
    started += 1
    let onReply: (reply: KeytarReply) => void = () => undefined
    let onExit = (): void => undefined
    return {
      onReply: (listener) => (onReply = listener),
      onExit: (listener) => (onExit = listener),
      kill: () => void (killed += 1),
      send: ({ id }) =>
        queueMicrotask(() => {
          try {
            const value = answer()
            if (value === undefined) return
            if (value === null) onExit()
            else onReply({ id, value })
          } catch (error) {
            onReply({ id, error: (error as Error).message })
          }
        }),
    }
  }
  return { start, started: () => started, killed: () => killed }
}

const fails = (message: string) => (): never => {
  throw new Error(message)
}

/** Returns the answers in order, and repeats the last one. */
function oneByOne(...answers: readonly (() => string)[]): () => string {
  let next = 0
  return () => answers[Math.min(next++, answers.length - 1)]!()
}

/** The keytar of an owner; no daemon answers unless `findDaemon` says so. */
function keychain(
  here: Keytar,
  other: ReturnType<typeof processes>,
  timeoutMs = 20_000,
  findDaemon = async (): Promise<string | null> => null,
  answered = (): void => undefined,
  nameDaemon: () => Promise<string | null | undefined> = findDaemon,
) {
  return createRestartingKeychain({
    load: async () => here,
    startProcess: other.start,
    nameDaemon,
    findDaemon,
    answered,
    timeoutMs,
  })
}

describe('a keytar that outlives the keyring daemon', () => {
  it('needs no other process while it works', async () => {
    const other = processes([])
    const keytar = await keychain(
      keytarThat(() => 'here'),
      other,
    )()
    expect(await keytar.getPassword('s', 'a')).toBe('here')
    expect(other.started()).toBe(0)
  })

  it('continues in another process when it fails after it worked before', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([() => 'there'])
    const keytar = await keychain(here, other)()
    await keytar.getPassword('s', 'a')
    expect(await keytar.getPassword('s', 'a')).toBe('there')
    expect(await keytar.getPassword('s', 'a')).toBe('there')
    expect(other.started()).toBe(1)
  })

  it('starts yet another process when the daemon known to this one is gone too', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([oneByOne(() => 'there', fails(gone)), () => 'elsewhere'])
    const keytar = await keychain(here, other)()
    const answers = []
    for (let call = 0; call < 3; call += 1) answers.push(await keytar.getPassword('s', 'a'))
    expect(answers).toEqual(['here', 'there', 'elsewhere'])
    expect(other.killed()).toBe(1)
  })

  it('starts no process if there never was a keychain', async () => {
    const other = processes([])
    const keytar = await keychain(keytarThat(fails('no keychain')), other)()
    for (let call = 0; call < 3; call += 1)
      await expect(keytar.getPassword('s', 'a')).rejects.toThrow('no keychain')
    expect(other.started()).toBe(0)
  })

  it('starts no process because of a locked keychain', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails('Cannot create an item in a locked collection')))
    const other = processes([])
    const keytar = await keychain(here, other)()
    await keytar.getPassword('s', 'a')
    await expect(keytar.setPassword('s', 'a', 'p')).rejects.toThrow('locked')
    expect(other.started()).toBe(0)
  })

  it('fails with the new process’s error while the keychain is gone', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([fails('gone for good')])
    const keytar = await keychain(here, other)()
    await keytar.getPassword('s', 'a')
    await expect(keytar.getPassword('s', 'a')).rejects.toThrow('gone for good')
    expect(other.killed()).toBe(1)
  })

  it('fails when the other process exits without an answer', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([() => null])
    const keytar = await keychain(here, other)()
    await keytar.getPassword('s', 'a')
    await expect(keytar.getPassword('s', 'a')).rejects.toThrow('the keychain process ended')
  })

  it('fails when a call hangs, and makes the next call in a process that can be killed', async () => {
    const here = { ...keytarThat(() => 'here'), getPassword: () => new Promise<never>(() => undefined) }
    const other = processes([() => 'there'])
    const keytar = await keychain(here, other, 20)()
    await expect(keytar.getPassword('s', 'a')).rejects.toMatchObject({ code: 'keychainFailed' })
    expect(await keytar.getPassword('s', 'a')).toBe('there')
  })

  it('kills the other process if that hangs too, and starts another', async () => {
    const here = { ...keytarThat(() => 'here'), getPassword: () => new Promise<never>(() => undefined) }
    const other = processes([() => undefined, () => 'elsewhere'])
    const keytar = await keychain(here, other, 20)()
    for (let call = 0; call < 2; call += 1)
      await expect(keytar.getPassword('s', 'a')).rejects.toMatchObject({ code: 'keychainFailed' })
    expect(other.killed()).toBe(1)
    expect(await keytar.getPassword('s', 'a')).toBe('elsewhere')
  })
})

describe('a keytar with a time limit', () => {
  it('makes no other call while one hangs, and continues when that one returns', async () => {
    let end: (password: string) => void = () => undefined
    let calls = 0
    const here = {
      ...keytarThat(() => 'here'),
      getPassword: () => {
        calls += 1
        return new Promise<string>((resolve) => (end = resolve))
      },
    }
    const keytar = await addTimeout(async () => here, 20)()
    await expect(keytar.getPassword('s', 'a')).rejects.toMatchObject({ code: 'keychainFailed' })
    await expect(keytar.setPassword('s', 'a', 'p')).rejects.toMatchObject({ code: 'keychainFailed' })
    end('late')
    await new Promise((done) => setImmediate(done))
    await keytar.setPassword('s', 'a', 'p')
    expect(calls).toBe(1)
  })
})

it('fails the calls that waited behind one that hung, so that they don’t hang one after the other', async () => {
  let calls = 0
  const here: Keytar = {
    ...keytarThat(() => 'here'),
    getPassword: () => {
      calls += 1
      return new Promise<never>(() => undefined)
    },
  }
  const other = processes([() => 'there'])
  const keytar = await keychain(here, other, 20)()
  const waiting = ['a', 'b', 'c'].map((account) => keytar.getPassword('s', account))
  for (const call of waiting) await expect(call).rejects.toMatchObject({ code: 'keychainFailed' })
  expect(calls).toBe(1)
  expect(await keytar.getPassword('s', 'a')).toBe('there')
})

describe('a keychain that asks the user', () => {
  const asking = { code: 'keychainAsking' }

  /** Each call of `setPassword` asks; `reads` and `questions` count. `next` is the daemon once it was called. */
  function askingKeychain(daemon: string | null = ':1.1', next = daemon) {
    const state = { daemon, questions: 0, reads: 0, answers: 0 }
    let end: (error?: Error) => void = () => undefined
    const here: Keytar = {
      ...keytarThat(() => 'here'),
      getPassword: async () => {
        state.reads += 1
        return 'here'
      },
      setPassword: () => {
        state.questions += 1
        state.daemon = next
        return new Promise((resolve, reject) => {
          end = (error) => (error === undefined ? resolve() : reject(error))
        })
      },
    }
    const other = processes([() => 'there', () => 'elsewhere'])
    const load = keychain(
      here,
      other,
      20,
      async () => state.daemon,
      () => (state.answers += 1),
    )
    return { state, other, load, answer: (error?: Error) => end(error) }
  }

  it('is not asked again while its question waits, however many calls are made', async () => {
    const { state, load, other } = askingKeychain()
    const keytar = await load()
    const calls = [
      keytar.setPassword('s', 'a', '1'),
      keytar.setPassword('s', 'b', '2'),
      keytar.getPassword('s', 'c'),
    ]
    for (const call of calls) await expect(call).rejects.toMatchObject(asking)
    for (let count = 0; count < 5; count += 1)
      await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject(asking)
    expect(state).toMatchObject({ questions: 1, reads: 0, answers: 0 })
    expect(other.started()).toBe(0)
  })

  it('gives the same call its result once the user has answered, and then works as before', async () => {
    const { state, load, answer } = askingKeychain()
    const keytar = await load()
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject(asking)
    answer()
    await eventually(() => state.answers).toBe(1)
    await keytar.setPassword('s', 'a', '1')
    expect(await keytar.getPassword('s', 'a')).toBe('here')
    expect(state.questions).toBe(1)
  })

  it('makes another call after the answer, and forgets the result of the one before', async () => {
    const { state, load, answer } = askingKeychain()
    const keytar = await load()
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject(asking)
    answer()
    await eventually(() => state.answers).toBe(1)
    expect(await keytar.getPassword('s', 'a')).toBe('here')
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject(asking)
    expect(state.questions).toBe(2)
  })

  it('fails with the user’s refusal', async () => {
    const { state, load, answer } = askingKeychain()
    const keytar = await load()
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject(asking)
    answer(new Error('The prompt was dismissed'))
    await eventually(() => state.answers).toBe(1)
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toThrow('dismissed')
  })

  it.each([null, ':1.2'])(
    'goes on in another process when the daemon that asked is gone (now: %s)',
    async (next) => {
      const { state, load, other } = askingKeychain()
      const keytar = await load()
      await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject(asking)
      state.daemon = next
      expect(await keytar.getPassword('s', 'a')).toBe('there')
      expect(other.started()).toBe(1)
    },
  )

  it('isn’t asking if it started after the call, whose own daemon has ended', async () => {
    const { state, load, other } = askingKeychain(':1.1', ':1.2')
    const keytar = await load()
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject({ code: 'keychainFailed' })
    await keytar.setPassword('s', 'a', '1')
    expect(state.questions).toBe(1)
    expect(other.started()).toBe(1)
  })

  it('isn’t asking if the bus was too slow to say which daemon got the call', async () => {
    const here = { ...keytarThat(() => 'here'), setPassword: () => new Promise<never>(() => undefined) }
    const other = processes([() => 'there'])
    const unnamed = async () => undefined
    const keytar = await keychain(here, other, 20, async () => ':1.2', undefined, unnamed)()
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject({ code: 'keychainFailed' })
    await keytar.setPassword('s', 'a', '1')
    expect(other.started()).toBe(1)
  })

  it('is asking if the call itself started the daemon', async () => {
    const { load } = askingKeychain(null, ':1.1')
    const keytar = await load()
    await expect(keytar.setPassword('s', 'a', '1')).rejects.toMatchObject(asking)
  })
})
