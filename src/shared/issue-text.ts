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

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' }

/** What is wrong with a value, where its schema does not say it in words of its own; an error map for zod. */
export function issueText(issue: z.core.$ZodRawIssue): string {
  const unit = units[String(issue.origin)] ?? ''
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'It is missing.'
      return `It must be ${types[issue.expected] ?? 'of another type'}.`
    case 'invalid_value':
      return `It must be ${issue.values.map(String).join(' or ')}.`
    case 'too_big':
      return `It must be at most ${issue.maximum}${unit}${unit === '' ? '' : ' long'}.`
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'It is empty.'
      return `It must be at least ${issue.minimum}${unit}${unit === '' ? '' : ' long'}.`
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
