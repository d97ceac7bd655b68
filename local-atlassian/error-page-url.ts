/** Where the browser stays when there is nowhere safe to send it back to, like Atlassian's own error page. */
export function errorPageUrl(error: string, description = ''): string {
  return `/error?error=${encodeURIComponent(error)}&error_description=${encodeURIComponent(description)}`
}
