import { connect, type DetailedPeerCertificate, type PeerCertificate } from 'node:tls'
import { openTunnel } from './open-tunnel.ts'

/** A certificate that a server presents. */
export interface PresentedCertificate {
  readonly subject: string
  readonly issuer: string
  /** As text, in UTC. */
  readonly validTo: string
}

const timeoutMs = 10_000

/** More would be an attack. */
const maxLength = 10

/** The part of a name that people know it by. */
function nameText(name: PeerCertificate['subject'] | undefined): string {
  const { CN, O, OU } = (name ?? {}) as Partial<Record<'CN' | 'O' | 'OU', string | string[]>>
  return [CN, O, OU].flat().find((part) => part !== undefined && part !== '') ?? 'no name'
}

/** From the server's own certificate up; each is linked to its issuer, and a self-signed one to itself. */
function toChain(leaf: DetailedPeerCertificate): PresentedCertificate[] {
  const chain: PresentedCertificate[] = []
  let next: DetailedPeerCertificate | undefined = leaf
  while (next?.subject !== undefined && chain.length < maxLength) {
    chain.push({ subject: nameText(next.subject), issuer: nameText(next.issuer), validTo: next.valid_to })
    next = next.issuerCertificate === next ? undefined : next.issuerCertificate
  }
  return chain
}

/**
 * The certificates that the server at an https URL presents, trusted or not. Nothing is sent to it. Rejects if there is
 * no answer.
 */
export async function readCertificateChain(url: string, proxy: URL | null): Promise<PresentedCertificate[]> {
  const { hostname, port } = new URL(url)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const at = { host, port: Number(port || 443) }
  const tunnel = proxy === null ? null : await openTunnel(proxy, hostname, at.port)
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...at,
      ...(tunnel !== null && { socket: tunnel }),
      ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
      // this connection only looks
      rejectUnauthorized: false,
      timeout: timeoutMs,
    })
    socket.once('secureConnect', () => {
      resolve(toChain(socket.getPeerCertificate(true)))
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error('no answer')))
    socket.once('error', reject)
  })
}
