/** A secret that must not be found. */
export interface Secret {
  readonly name: string
  readonly value: string
}

/** Something that was written, sent, or shown. */
export interface Evidence {
  readonly where: string
  readonly text: string
}

export interface Leak {
  readonly where: string
  readonly secret: string
  /** The encoding in which it was found. */
  readonly as: string
}

/** A part of a secret this long is as good as proof. */
const partLength = 24
const partsEvery = 60

/** The Base64 of a text depends on its offset in a longer text: the parts that don't change, for all three offsets. */
function base64Forms(value: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(value)]).toString('base64')
    const wholeGroups = encoded.slice(shift === 0 ? 0 : 4)
    return wholeGroups.replace(/=+$/, '').slice(0, -2)
  })
}

function splitInParts(value: string): string[] {
  if (value.length <= partLength) return [value]
  const starts = Array.from(
    { length: Math.ceil(value.length / partsEvery) },
    (_, index) => index * partsEvery,
  )
  const ends = [value.length - partLength]
  return [...starts.filter((start) => start + partLength <= value.length), ...ends].map((start) =>
    value.slice(start, start + partLength),
  )
}

/** Every form of a secret to search for: whole, in parts, and encoded. */
function spellings(value: string): readonly (readonly [as: string, text: string])[] {
  const base64 = base64Forms(value)
  return [
    ...splitInParts(value).map((part) => ['plain', part] as const),
    ['URL-encoded', encodeURIComponent(value)],
    ['form-encoded', new URLSearchParams({ value }).toString().slice('value='.length)],
    ['JSON', JSON.stringify(value).slice(1, -1)],
    ...base64.flatMap((text) => [
      ['base64', text.slice(0, 64)] as const,
      ['base64url', text.slice(0, 64).replaceAll('+', '-').replaceAll('/', '_')] as const,
    ]),
    ['hex', Buffer.from(value).toString('hex')],
  ]
}

/** Searches each piece of evidence for each secret; returns at most one leak per pair. */
export function findLeaks(secrets: readonly Secret[], evidence: readonly Evidence[]): Leak[] {
  return secrets.flatMap(({ name, value }) => {
    if (value.length < 8) throw new Error(`${name} is too short to look for`)
    const forms = spellings(value)
    return evidence.flatMap(({ where, text }) => {
      const found = forms.find(([, form]) => text.includes(form))
      return found === undefined ? [] : [{ where, secret: name, as: found[0] }]
    })
  })
}
