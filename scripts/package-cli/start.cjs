// The script inside the packaged executable: runs what is beside it, and nothing else.
const { createRequire } = require('node:module')
const { dirname, join } = require('node:path')

const folder = join(dirname(process.execPath), 'lib')
const program = join(folder, 'jira-token.cjs')
const keychainProcess = join(folder, 'keychain-process.cjs')
// the agent starts this executable once more, with this one script as its argument
const script = process.argv[2] === keychainProcess ? keychainProcess : program
process.argv[1] = script
createRequire(script)(script)
