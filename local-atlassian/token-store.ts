import type { Adapter, AdapterPayload } from 'oidc-provider'

/** One stored thing of oidc-provider's: a token, a code, a grant, a session, an interaction, a client. */
interface Entry {
  payload: AdapterPayload
  /** Grows with every write, so that the newest token of a family can be told. */
  sequence: number
  /** When it was first used up; a refresh token stays usable for the leeway after that. */
  usedAtMs?: number
  revoked?: boolean
}

/** All the state of the stand-in's OAuth side, in memory. */
export interface TokenStore {
  adapter: (model: string) => Adapter
  /** All entries of a model, the dead ones too until they are swept. */
  entries: (model: string) => ReadonlyMap<string, Entry>
  /** Puts a client's registration there, in the place of the one with the same id. */
  putClient: (clientId: string, metadata: AdapterPayload) => void
}

const SWEEP_EVERY_WRITES = 500
const KEEP_DEAD_SEC = 3600

/** Adapter for oidc-provider with Atlassian's leeway: a used refresh token counts as used only after it. */
export function createTokenStore(leewaySec: () => number): TokenStore {
  const models = new Map<string, Map<string, Entry>>()
  let writes = 0

  const getEntries = (model: string): Map<string, Entry> => {
    const found = models.get(model)
    if (found) return found
    const made = new Map<string, Entry>()
    models.set(model, made)
    return made
  }

  const put = (model: string, id: string, payload: AdapterPayload): void => {
    getEntries(model).set(id, { payload, sequence: (writes += 1) })
    if (writes % SWEEP_EVERY_WRITES === 0) sweep(models)
  }

  const visible = (model: string, entry: Entry | undefined): AdapterPayload | undefined => {
    if (!entry || entry.revoked) return undefined
    if (entry.usedAtMs === undefined) return entry.payload
    const forgiven = model === 'RefreshToken' && Date.now() - entry.usedAtMs < leewaySec() * 1000
    return forgiven ? entry.payload : { ...entry.payload, consumed: Math.floor(entry.usedAtMs / 1000) }
  }

  const findWhere = (
    model: string,
    matches: (payload: AdapterPayload) => boolean,
  ): AdapterPayload | undefined => {
    const found = [...getEntries(model).values()].find(({ payload, revoked }) => !revoked && matches(payload))
    return visible(model, found)
  }

  const adapter = (model: string): Adapter => ({
    upsert: async (id, payload) => put(model, id, payload),
    find: async (id) => visible(model, getEntries(model).get(id)),
    findByUid: async (uid) => findWhere(model, (payload) => payload.uid === uid),
    findByUserCode: async (code) => findWhere(model, (payload) => payload.userCode === code),
    consume: async (id) => {
      const entry = getEntries(model).get(id)
      // The leeway counts from the first use: using it again does not prolong it.
      if (entry) entry.usedAtMs ??= Date.now()
    },
    destroy: async (id) => {
      const entry = getEntries(model).get(id)
      if (entry) entry.revoked = true
    },
    revokeByGrantId: async (grantId) => {
      for (const entry of getEntries(model).values()) {
        if (entry.payload.grantId === grantId) entry.revoked = true
      }
    },
  })

  return { adapter, entries: getEntries, putClient: (id, metadata) => put('Client', id, metadata) }
}

function sweep(models: Map<string, Map<string, Entry>>): void {
  const longAgoSec = Date.now() / 1000 - KEEP_DEAD_SEC
  for (const entries of models.values()) {
    for (const [id, entry] of entries) {
      if (entry.payload.exp !== undefined && entry.payload.exp < longAgoSec) entries.delete(id)
    }
  }
}
