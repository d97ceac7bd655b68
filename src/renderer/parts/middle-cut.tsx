import './middle-cut.css'

/** What always stays of a long text: names often differ at their end (`… staging`, `… production`). */
const lastWord = /(?<=\s)\S{5,12}$/u
const endLength = 9
const longFrom = 24

/** A line of text that is cut in the middle if there is no room for all of it. */
export function MiddleCut({ text }: { readonly text: string }) {
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
  if (letters.length < longFrom) return <span class="cut-start">{text}</span>
  const end = lastWord.exec(text)?.[0] ?? letters.slice(-endLength).join('')
  return (
    <span class="cut">
      <span class="cut-start">{text.slice(0, -end.length)}</span>
      <span class="cut-end">{end}</span>
    </span>
  )
}
