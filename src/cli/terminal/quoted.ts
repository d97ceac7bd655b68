import { quoted as quotedFor } from '../../shared/quote-for-shell.ts'

/** Quotes a word for the user's shell, if needed. */
export const quoted = (word: string): string => quotedFor(word, process.platform)
