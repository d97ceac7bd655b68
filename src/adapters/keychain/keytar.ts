/** The part of keytar that we use. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
  findCredentials(service: string): Promise<{ account: string; password: string }[]>
}

/** Calls a keytar function by name. */
export type KeytarCall = (method: keyof Keytar, args: readonly string[]) => Promise<unknown>

/** A call function for this keytar. */
export function toKeytarCall(keytar: Keytar): KeytarCall {
  return (method, args) => {
    const called = keytar[method] as (...texts: readonly string[]) => Promise<unknown>
    return called(...args)
  }
}

/** A keytar whose functions all go through one call function. */
export function toKeytar(call: KeytarCall): Keytar {
  return {
    getPassword: (...args) => call('getPassword', args) as Promise<string | null>,
    setPassword: (...args) => call('setPassword', args) as Promise<void>,
    deletePassword: (...args) => call('deletePassword', args) as Promise<boolean>,
    findCredentials: (...args) =>
      call('findCredentials', args) as Promise<{ account: string; password: string }[]>,
  }
}
