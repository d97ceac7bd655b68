import type { Adapter, AdapterPayload } from 'oidc-provider'

/** One stored object of oidc-provider: a token, code, grant, session, interaction, or client. */
interface Entry {
  payload: AdapterPayload
  /** Grows with every write, so the newest token of a family can be found. */
  sequence: number
  /** When it was first used; a refresh token stays usable for the leeway after that. */
  usedAtMs?: number
  revoked?: boolean
}

/** All OAuth state of the stand-in, in memory. */
export interface TokenStore {
  adapter: (model: string) => Adapter
  /** All entries of a model, including expired ones until they are swept. */
  entries: (model: string) => ReadonlyMap<string, Entry>
  /** Stores a client's registration, replacing one with the same id. */
  putClient: (clientId: string, metadata: AdapterPayload) => void
}

const sweepEveryWrites = 500
const keepDeadSec = 3600

/**
 * Creates the adapter for oidc-provider, with Atlassian's leeway: a used refresh token only counts as used once it is
 * over.
 */
export function createTokenStore(leewaySec: () => number): TokenStore {
  const models = new Map<string, Map<string, Entry>>()
  let writes = 0

  const getEntries = (model: string): Map<string, Entry> => {
    const found = models.get(model)
    if (found) return found
    const created = new Map<string, Entry>()
    models.set(model, created)
    return created
  }

  const put = (model: string, id: string, payload: AdapterPayload): void => {
    getEntries(model).set(id, { payload, sequence: (writes += 1) })
    if (writes % sweepEveryWrites === 0) sweep(models)
  }

  const toVisible = (model: string, entry: Entry | undefined): AdapterPayload | undefined => {
    if (!entry || entry.revoked) return undefined
    if (entry.usedAtMs === undefined) return entry.payload
    const isWithinLeeway = model === 'RefreshToken' && Date.now() - entry.usedAtMs < leewaySec() * 1000
    return isWithinLeeway ? entry.payload : { ...entry.payload, consumed: Math.floor(entry.usedAtMs / 1000) }
  }

  const findWhere = (
    model: string,
    matches: (payload: AdapterPayload) => boolean,
  ): AdapterPayload | undefined => {
    const found = [...getEntries(model).values()].find(({ payload, revoked }) => !revoked && matches(payload))
    return toVisible(model, found)
  }

  const adapter = (model: string): Adapter => ({
    upsert: async (id, payload) => put(model, id, payload),
    find: async (id) => toVisible(model, getEntries(model).get(id)),
    findByUid: async (uid) => findWhere(model, (payload) => payload.uid === uid),
    findByUserCode: async (code) => findWhere(model, (payload) => payload.userCode === code),
    consume: async (id) => {
      const entry = getEntries(model).get(id)
      // The leeway counts from the first use; later uses don't extend it.
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
  const sweepBeforeSec = Date.now() / 1000 - keepDeadSec
  for (const entries of models.values()) {
    for (const [id, entry] of entries) {
      if (entry.payload.exp !== undefined && entry.payload.exp < sweepBeforeSec) entries.delete(id)
    }
  }
}
