import { expect, it } from 'vitest'
import { fileError } from '../../../src/files/file-error.ts'
import { AppError } from '../../../src/shared/error-codes.ts'

const system = (code: string) => Object.assign(new Error(code), { code })

it.each([
  ['EACCES', 'syncedFileReadOnly'],
  ['EPERM', 'syncedFileReadOnly'],
  ['EROFS', 'syncedFileReadOnly'],
  ['ENOSPC', 'syncedFileDiskFull'],
  ['EDQUOT', 'syncedFileDiskFull'],
  ['EBUSY', 'syncedFileOpen'],
  ['ENOENT', 'syncedFileFolderMissing'],
  ['ENOTDIR', 'syncedFileFolderMissing'],
  ['ELOOP', 'syncedFileSymlink'],
])('%s means %s', (number, code) => {
  expect(fileError(system(number))).toMatchObject({ code, detail: null })
})

it('an error without a code of its own is described, or named by its number', () => {
  expect(fileError(system('EWHAT'))).toMatchObject({
    code: 'syncedFileUnusable',
    detail: 'system error EWHAT',
  })
  expect(fileError(system('ENAMETOOLONG'))).toMatchObject({ detail: 'its path is too long' })
  expect(fileError('odd')).toMatchObject({ code: 'syncedFileUnusable' })
})

it('an error with one of our codes keeps it', () => {
  const error = new AppError('invalidInput', 'That is no path.', { field: 'path' })
  expect(fileError(error)).toBe(error)
})
