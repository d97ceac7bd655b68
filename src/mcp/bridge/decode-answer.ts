import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { pipeline, type Readable, type Transform } from 'node:stream'
import type * as Zlib from 'node:zlib'
import { BridgeError } from './bridge-error.ts'

/** An answer whose body has not been read yet. */
export interface UpstreamAnswer extends Readable {
  readonly statusCode?: number | undefined
  readonly headers: IncomingHttpHeaders
}

/** The first bytes of a stream, which stay in it; null if it is empty or broken. */
function peek(stream: Readable): Promise<Buffer | null> {
  return new Promise((resolve) => {
    stream.once('readable', () => {
      const chunk = stream.read() as Buffer | null
      if (chunk !== null) stream.unshift(chunk)
      resolve(chunk)
    })
    stream.once('close', () => resolve(null))
  })
}

/** The decoder for a content coding; null if it is unknown. Source: RFC 9110 section 8.4.1. */
async function decoderFor(coding: string, source: Readable, zlib: typeof Zlib): Promise<Transform | null> {
  const { constants } = zlib
  // what has arrived is decoded at once: a stream has no end
  const options = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(options)
    case 'br':
      return zlib.createBrotliDecompress({
        flush: constants.BROTLI_OPERATION_FLUSH,
        finishFlush: constants.BROTLI_OPERATION_FLUSH,
      })
    case 'deflate': {
      // some servers leave out the zlib header (RFC 1950 section 2.2)
      const [first = 0x08] = (await peek(source)) ?? []
      return (first & 0x0f) === 0x08 ? zlib.createInflate(options) : zlib.createInflateRaw(options)
    }
    default:
      return null
  }
}

/** The answer with a decoded body. Some servers compress without being asked. Rejects with a `BridgeError`. */
export async function decodeAnswer(answer: IncomingMessage, host: string): Promise<UpstreamAnswer> {
  const { statusCode, headers } = answer
  const codings = (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length === 0) return answer
  // rarely needed
  const zlib = await import('node:zlib')
  let stream: Readable = answer
  for (const coding of codings.toReversed()) {
    const decoder = await decoderFor(coding, stream, zlib)
    if (decoder === null) {
      answer.destroy()
      throw new BridgeError('badAnswer', `${host} compresses its answers in an unknown way (${coding}).`)
    }
    // whoever reads the answer notices an error
    stream = pipeline(stream, decoder, () => undefined)
  }
  return Object.assign(stream, { statusCode, headers })
}
