/** Whether this is Wine, which knows no symbolic links, and whose `cmd.exe` knows no `%%`. See `npm run test:windows`. */
export const isWine = process.platform === 'win32' && process.env['JIRA_TOKEN_TEST_PROGRAMS'] !== undefined
