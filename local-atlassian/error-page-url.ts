/** The URL of the error page, for when there is no safe redirect. Atlassian has one too. */
export function errorPageUrl(error: string, description = ''): string {
  return `/error?error=${encodeURIComponent(error)}&error_description=${encodeURIComponent(description)}`
}
