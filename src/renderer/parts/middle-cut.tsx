/** How much of the end of a long text always stays: names often differ there (`… staging`, `… production`). */
const endLength = 9
const longFrom = 24

/** A line of text that is cut in the middle if there is no room for all of it. */
export function MiddleCut({ text }: { readonly text: string }) {
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  if (letters.length < longFrom) return <span class="cut-start">{text}</span>
  return (
    <span class="cut">
      <span class="cut-start">{letters.slice(0, -endLength).join('')}</span>
      <span class="cut-end">{letters.slice(-endLength).join('')}</span>
    </span>
  )
}
