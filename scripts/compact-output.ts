import type { Rollup } from 'vite'

/**
 * For code that stays loaded: in V8, a single character beyond Latin-1 doubles the memory of a whole script. Functions and
 * classes keep their names, so stack traces in logs show where something went wrong.
 */
export const compactOutput = {
  charset: 'ascii',
  minify: {
    mangle: { keepNames: true },
    compress: { keepNames: { function: true, class: true } },
    codegen: true,
  },
} satisfies Rollup.OutputOptions
