import { format } from 'prettier'
import { describe, expect, it } from 'vitest'
import { AppError, toErrorCode } from '../../../src/shared/error-codes.ts'
import { errorRow, errorCodes } from '../../../src/shared/error-table.ts'
import { exitCodes } from '../../../src/shared/exit-codes.ts'
import { failureText } from '../../../src/shared/failure-text.ts'
import { isWine } from '../../support/is-wine.ts'

describe('the text of an error', () => {
  it.each(errorCodes)('%s says what happened, in complete sentences', (code) => {
    const { what, todo } = errorRow(code)
    expect(what).toMatch(/^[A-Z].{10,}[.]$/)
    if (todo !== '') expect(todo).toMatch(/^[A-Z].*[.]$/)
  })

  it.each(errorCodes)('%s uses the user’s language', (code) => {
    const { what, todo } = errorRow(code)
    const jargon =
      /\b(null|undefined|exception|grant|stack|JSON|HTTP|status|4\d\d|5\d\d|token set|errno|E[A-Z]{4,})\b/
    expect(`${what} ${todo}`).not.toMatch(jargon)
    expect(`${what} ${todo}`).not.toMatch(/rotat|regenerat|  /)
    expect(`${what} ${todo}`).not.toContain("'")
  })

  it('includes the detail if it is our own', () => {
    const url = 'token URL: http://auth.example/token'
    expect(failureText('endpointNotSafe', url)).toBe(
      `This server would send secrets over unencrypted http (${url}). ${errorRow('endpointNotSafe').todo}`,
    )
    expect(failureText('offline', 'the server’s own words')).not.toContain('own words')
    expect(failureText('closing', null)).toBe('Jira Token Tray is shutting down.')
  })

  it('says what to do, unless there is nothing to do', () => {
    const nothingToDo = errorCodes.filter((code) => errorRow(code).todo === '')
    expect(nothingToDo.sort()).toEqual(['closing', 'signedOutMeanwhile'])
  })
})

describe('an error', () => {
  it('is about a full disk if the system says so, whatever failed because of it', () => {
    for (const code of ['ENOSPC', 'EDQUOT']) {
      const full = Object.assign(new Error(code), { code })
      expect(toErrorCode(full)).toBe('diskFull')
      expect(toErrorCode(new Error('wrapped', { cause: full }))).toBe('diskFull')
      for (const failed of ['mcpConfigNotWritten', 'envFileUnusable', 'invalidInput'] as const)
        expect(toErrorCode(new AppError(failed, 'why', { cause: full }))).toBe('diskFull')
      // its own text says more
      expect(toErrorCode(new AppError('syncedFileDiskFull', undefined, { cause: full }))).toBe(
        'syncedFileDiskFull',
      )
    }
    expect(toErrorCode(Object.assign(new Error('x'), { code: 'EACCES' }))).toBe('internal')
    for (const nothing of [null, undefined, 'ENOSPC']) expect(toErrorCode(nothing)).toBe('internal')
  })

  it('has a code, a detail, and a field', () => {
    const error = new AppError('invalidInput', 'The name is taken.', { field: 'name' })
    expect(error).toMatchObject({
      code: 'invalidInput',
      detail: 'The name is taken.',
      field: 'name',
      message: 'invalidInput: The name is taken.',
    })
    expect(toErrorCode(error)).toBe('invalidInput')
    expect(toErrorCode(new Error('other'))).toBe('internal')
    expect(toErrorCode(undefined)).toBe('internal')
  })
})

// only Vitest's own runner knows files with snapshots
it.skipIf(isWine)('is listed in the docs, code by code (vitest -u writes them)', async () => {
  const rows = errorCodes.map((code) => {
    const { status, exit, what } = errorRow(code)
    return `| \`${code}\` | ${status} | ${exitCodes[exit]} | ${what} |`
  })
  const table = `| code | status | exit code | what happened |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`
  const text = `# Error codes\n\nOf the [local API](local-api.md#errors), with the exit code of \`jira-token\`.\n\n${table}`
  await expect(await format(text, { parser: 'markdown' })).toMatchFileSnapshot('../../../docs/error-codes.md')
})
