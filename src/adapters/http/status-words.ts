/** Markup, after a byte order mark and spaces. */
const webPage = /^[\ufeff\s]*<(?:!doctype|!--|html|head|body|meta|script|title|\?xml)/i

/** Whether this body is a web page, whatever its content type says. */
export function isWebPage(body: string): boolean {
  return webPage.test(body)
}

/** RFC 6585 section 6: sent by the network's login page, not by the server. */
const networkLoginRequired = 511

/** What a response was, for people: `HTTP 404`. Only a web page may come from a network that wants a login. */
export function statusWords(status: number, body: string): string {
  const isFromServer = status >= 500 && status !== networkLoginRequired
  if (isFromServer || !isWebPage(body)) return `HTTP ${status}`
  return `HTTP ${status} with a web page, often from a proxy or a Wi-Fi login page: check whether your network wants you to log in`
}
