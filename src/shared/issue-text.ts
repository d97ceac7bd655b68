import type * as z from 'zod'

const types: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'null',
}

/** `It must be at least 3 characters long`, `It must have at most 100 entries`, `It must be at most 30`. */
function sizeText(origin: unknown, bound: string): string {
  if (origin === 'string') return `It must be ${bound} characters long.`
  return origin === 'array' ? `It must have ${bound} entries.` : `It must be ${bound}.`
}

/** What is wrong with a value, where its schema does not say it in words of its own; an error map for zod. */
export function issueText(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'It is missing.'
      return `It must be ${types[issue.expected] ?? 'of another type'}.`
    case 'invalid_value':
      return `It must be ${issue.values.map(String).join(' or ')}.`
    case 'too_big':
      return sizeText(issue.origin, `at most ${issue.maximum}`)
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'It is empty.'
      return sizeText(issue.origin, `at least ${issue.minimum}`)
    case 'not_multiple_of':
      return `It must be a multiple of ${issue.divisor}.`
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_union':
    case 'unrecognized_keys':
      return 'It has a form that is not allowed.'
  }
}
