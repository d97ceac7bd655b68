import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import * as tls from 'node:tls'

const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g

/** Many times all authorities of the web. */
const maxFileBytes = 4 * 1024 * 1024

function toPem(certificate: string | Buffer): string[] {
  try {
    return [new X509Certificate(certificate).toString()]
  } catch {
    return []
  }
}

/** The certificates in a PEM or DER file, as PEM; none if it can't be read. */
export async function readCertificates(path: string): Promise<string[]> {
  const isFit = await stat(path).then(
    (file) => file.isFile() && file.size <= maxFileBytes,
    () => false,
  )
  if (!isFit) return []
  const content = await readFile(path).catch(() => Buffer.alloc(0))
  return (content.toString('latin1').match(pem) ?? [content]).flatMap(toPem)
}

/** Node has these since 22.15. Source: Node.js, "TLS/SSL". */
const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] }

/** Those of Node itself, with `NODE_EXTRA_CA_CERTS`. */
async function nodeAuthorities(): Promise<readonly string[]> {
  if (getCACertificates !== undefined) return getCACertificates('default')
  const extra = process.env['NODE_EXTRA_CA_CERTS'] ?? ''
  return [...tls.rootCertificates, ...(extra === '' ? [] : await readCertificates(extra))]
}

/** Which authorities may vouch for servers. */
export interface Trust {
  /** null: those that Node trusts. */
  current(): tls.SecureContext | null
  /**
   * After a certificate was not trusted with `used`: adds the operating system's authorities and those of the CA file.
   * Returns whether there is something to try now that was not trusted before.
   */
  widen(used: tls.SecureContext | null): Promise<boolean>
}

export interface TrustDeps {
  /** The path of the user's CA file; null: none. */
  caFile(): string | null
  /** Finds out whether the user has chosen another one. */
  refresh?(): Promise<void>
}

/** Trusts only the authorities in this file; null if there are none. */
export async function trustOnly(path: string): Promise<tls.SecureContext | null> {
  const ca = await readCertificates(path)
  return ca.length === 0 ? null : tls.createSecureContext({ ca })
}

/**
 * Other authorities are read only when Node's don't know a server's certificate, because reading them is slow. So a CA
 * file also takes effect without a restart, and so does its removal.
 */
export function createTrust({ caFile, refresh }: TrustDeps): Trust {
  let wide: {
    readonly context: tls.SecureContext
    readonly caFile: string | null
    readonly added: string
  } | null = null

  const current = (): tls.SecureContext | null => {
    if (wide !== null && wide.caFile !== caFile()) wide = null
    return wide?.context ?? null
  }

  const widen = async (used: tls.SecureContext | null): Promise<boolean> => {
    await refresh?.()
    const path = caFile()
    const ofFile = path === null ? [] : await readCertificates(path)
    const more = [...(getCACertificates?.('system') ?? []), ...ofFile]
    if (more.length === 0) return false
    const added = more.join('\n')
    if (wide?.added === added && wide.caFile === path) return wide.context !== used
    const ca = [...new Set([...(await nodeAuthorities()), ...more])]
    wide = { context: tls.createSecureContext({ ca }), caFile: path, added }
    return true
  }

  return { current, widen }
}
