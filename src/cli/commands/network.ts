import { resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import { filePath } from '../shared-options.ts'
import { ask } from '../connection.ts'
import { note, print } from '../terminal/print.ts'

/** `jira-token network`: what is needed on networks of companies. */
export const command = defineCommand({
  description: `Shows or chooses the CA file: the certificate of an authority that this computer doesn't trust yet,
such as the one of a company that inspects encrypted traffic. It is trusted beside Node's own authorities,
the operating system's (Node 22.15 or later), and NODE_EXTRA_CA_CERTS, by the app, the background agent,
and the MCP bridge, without a restart.`,
  options: {
    caFile: { ...filePath, help: 'trust the authorities in this file (PEM or DER)' },
    noCaFile: { help: 'no longer trust them' },
  },
  exclusive: [['caFile', 'noCaFile']],
  notes: `Proxies come from HTTPS_PROXY, HTTP_PROXY, and NO_PROXY: the background agent has those of the command that
started it (to change them, run jira-token agent stop), the app uses the system's settings.`,
  examples: ['jira-token network --ca-file company-ca.pem', 'jira-token network'],
  run: async ({ caFile: path, noCaFile }) => {
    if (path === null && !noCaFile) {
      const { caFile } = await ask('status')
      print(`CA file: ${caFile ?? 'none'}`)
      return
    }
    const { caFile } = await ask('changeSettings', { caFile: path === null ? null : resolve(path) })
    note(
      caFile === null ? 'No CA file is trusted any longer.' : `The authorities in ${caFile} are trusted now.`,
    )
  },
})
