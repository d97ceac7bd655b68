import { describe, expect, it } from 'vitest'
import type { KeytarReply } from '../../../src/adapters/keychain/keychain-process.ts'
import type { Keytar } from '../../../src/adapters/keychain/keytar.ts'
import { addTimeout } from '../../../src/adapters/keychain/with-timeout.ts'
import {
  createRestartingKeychain,
  type KeychainProcess,
} from '../../../src/adapters/keychain/restarting-keychain.ts'

const gone = 'The name :1.1 was not provided by any .service files'

/** A keytar that answers `get` with its name, or fails. */
function keytarThat(answer: () => string): Keytar {
  const get = async () => answer()
  return {
    getPassword: get,
    setPassword: async () => void (await get()),
    deletePassword: async () => Boolean(await get()),
    findCredentials: async () => [],
  }
}

/** Processes whose n-th answers as told; null means that it ends without an answer, undefined that it hangs. */
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

/** Answers from a list, one by one; the last one again and again. */
function oneByOne(...answers: readonly (() => string)[]): () => string {
  let next = 0
  return () => answers[Math.min(next++, answers.length - 1)]!()
}

describe('a keytar that outlives the keyring daemon', () => {
  it('needs no other process while it works', async () => {
    const other = processes([])
    const keytar = await createRestartingKeychain(async () => keytarThat(() => 'here'), other.start)()
    expect(await keytar.getPassword('s', 'a')).toBe('here')
    expect(other.started()).toBe(0)
  })

  it('goes on in another process when it fails after it has worked', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([() => 'there'])
    const keytar = await createRestartingKeychain(async () => here, other.start)()
    await keytar.getPassword('s', 'a')
    expect(await keytar.getPassword('s', 'a')).toBe('there')
    expect(await keytar.getPassword('s', 'a')).toBe('there')
    expect(other.started()).toBe(1)
  })

  it('takes a new process again when the daemon that this one knows is gone too', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([oneByOne(() => 'there', fails(gone)), () => 'elsewhere'])
    const keytar = await createRestartingKeychain(async () => here, other.start)()
    const answers = []
    for (let call = 0; call < 3; call += 1) answers.push(await keytar.getPassword('s', 'a'))
    expect(answers).toEqual(['here', 'there', 'elsewhere'])
    expect(other.killed()).toBe(1)
  })

  it('starts no process where there never was a keychain', async () => {
    const other = processes([])
    const keytar = await createRestartingKeychain(async () => keytarThat(fails('no keychain')), other.start)()
    for (let call = 0; call < 3; call += 1)
      await expect(keytar.getPassword('s', 'a')).rejects.toThrow('no keychain')
    expect(other.started()).toBe(0)
  })

  it('starts no process because a keychain is locked', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails('Cannot create an item in a locked collection')))
    const other = processes([])
    const keytar = await createRestartingKeychain(async () => here, other.start)()
    await keytar.getPassword('s', 'a')
    await expect(keytar.setPassword('s', 'a', 'p')).rejects.toThrow('locked')
    expect(other.started()).toBe(0)
  })

  it('says what the new process says while the keychain is gone', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([fails('gone for good')])
    const keytar = await createRestartingKeychain(async () => here, other.start)()
    await keytar.getPassword('s', 'a')
    await expect(keytar.getPassword('s', 'a')).rejects.toThrow('gone for good')
    expect(other.killed()).toBe(1)
  })

  it('fails when the other process ends without an answer', async () => {
    const here = keytarThat(oneByOne(() => 'here', fails(gone)))
    const other = processes([() => null])
    const keytar = await createRestartingKeychain(async () => here, other.start)()
    await keytar.getPassword('s', 'a')
    await expect(keytar.getPassword('s', 'a')).rejects.toThrow('the keychain process ended')
  })

  it('says so when a call hangs, and makes the next one in a process that can be ended', async () => {
    const here = { ...keytarThat(() => 'here'), getPassword: () => new Promise<never>(() => undefined) }
    const other = processes([() => 'there'])
    const keytar = await createRestartingKeychain(async () => here, other.start, 20)()
    await expect(keytar.getPassword('s', 'a')).rejects.toMatchObject({ code: 'keychainFailed' })
    expect(await keytar.getPassword('s', 'a')).toBe('there')
  })

  it('ends the other process too when that one hangs, and starts another', async () => {
    const here = { ...keytarThat(() => 'here'), getPassword: () => new Promise<never>(() => undefined) }
    const other = processes([() => undefined, () => 'elsewhere'])
    const keytar = await createRestartingKeychain(async () => here, other.start, 20)()
    for (let call = 0; call < 2; call += 1)
      await expect(keytar.getPassword('s', 'a')).rejects.toMatchObject({ code: 'keychainFailed' })
    expect(other.killed()).toBe(1)
    expect(await keytar.getPassword('s', 'a')).toBe('elsewhere')
  })
})

describe('a keytar that gives up waiting', () => {
  it('makes no other call while one hangs, and goes on when that one ends', async () => {
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
