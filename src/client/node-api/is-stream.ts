/** Whether a request's body is a stream of any kind: once sent it is used up, so the request can't be repeated. */
export function isStream(body: unknown): boolean {
  // form-data has `pipe` alone
  return typeof body === 'object' && body !== null && ('pipe' in body || Symbol.asyncIterator in body)
}
