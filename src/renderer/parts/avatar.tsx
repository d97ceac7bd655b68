import './avatar.css'

/** The initials of a name, one or two letters. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '')
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters
    .map((word) => Array.from(word ?? '')[0] ?? '')
    .join('')
    .toUpperCase()
}

/** A person's picture, or their initials if there is none; decorative, because the name is next to it. */
export function Avatar({ name, image }: { readonly name: string; readonly image: string | null }) {
  if (image !== null) return <img class="avatar" src={image} alt="" />
  return (
    <span class="avatar avatar-letters" aria-hidden="true">
      {initials(name)}
    </span>
  )
}
