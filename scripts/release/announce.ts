/** Says something on stderr, and on the page of the workflow run (docs.github.com, “Workflow commands”). */
export function announce(kind: 'notice' | 'warning', text: string): void {
  console.error(process.env['GITHUB_ACTIONS'] === 'true' ? `::${kind}::${text}` : text)
}
