/** Whether a request's body is any kind of stream. A stream is consumed by sending it, so the request can't be repeated. */
export function isStream(body: unknown): boolean {
  // form-data only has `pipe`
  return typeof body === 'object' && body !== null && ('pipe' in body || Symbol.asyncIterator in body)
}
