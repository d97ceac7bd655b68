import { expect, test } from 'vitest'
import { hiddenFilesTitle } from '../../../src/main/hidden-files-title.ts'

test('only Linux dialogs have to say how to show hidden files', () => {
  expect(hiddenFilesTitle('Choose it', 'linux')).toBe('Choose it (Ctrl+H shows hidden files)')
  expect(hiddenFilesTitle('Choose it', 'darwin')).toBe('Choose it')
  expect(hiddenFilesTitle('Choose it', 'win32')).toBe('Choose it')
})
