import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './stage.ts'

/** One section of docs/cli.md. */
export interface Scene {
  readonly title: string
  /** The commands it covers; their help is shown first. */
  readonly commands: readonly string[]
  /** An introduction, shown before the commands. */
  readonly text: string
  /** Runs the commands. The scenes run one after the other on the same stage. */
  play(stage: Stage): Promise<void>
}

const secret = (stage: Stage) => ({ stdin: stage.provider.clientSecret })

/** A browser whose user completes the pages immediately. */
const walkingBrowser = (stage: Stage) => ({
  env: { BROWSER: `${join(stage.home, 'bin/browser')} %s` },
})

/** Every command, in an order that gives each one what it needs. */
export const scenes: readonly Scene[] = [
  {
    title: 'Add an account',
    commands: ['accounts add'],
    text: `On a terminal you are prompted for the client secret, and it isn't shown. It is never an argument, because other
programs can read arguments, and shells save them in their history.`,
    play: async (stage) => {
      await stage.run(
        'pass jira/secret | jira-token accounts add work --client-id aB3xY9kQ --client-secret-stdin',
        {
          env: { CLIENT_SECRET: stage.provider.clientSecret },
        },
      )
      await stage.pointToStandIn('work')
      await stage.run('jira-token accounts add board --client-id aB3xY9kQ --client-secret ATOAx')
    },
  },
  {
    title: 'Sign in with your browser',
    commands: ['sign-in'],
    text: `\`jira-token\` opens your browser and waits, while the app or the background agent listens on the port of the
callback URL. Ctrl-C cancels.`,
    play: async (stage) => {
      await stage.run('jira-token sign-in work --browser', walkingBrowser(stage))
    },
  },
  {
    title: 'Sign in manually, on servers',
    commands: ['exchange'],
    text: `stdout contains just the URL to open. Open it in any browser, on any computer. Afterwards the browser lands on a
page that usually doesn't load. That's expected: its URL is what you need. On a terminal, \`sign-in --manual\` prompts
for it. In this example stdin has ended, so the sign-in waits for ten minutes. You can finish it in another terminal, even
after the agent has ended. A wrong URL changes nothing.`,
    play: async (stage) => {
      await stage.quietly('jira-token sign-out work --yes')
      await stage.quietly('jira-token accounts set work --client-secret-stdin', secret(stage))
      const back = await stage.walk(await stage.run('jira-token sign-in work --manual < /dev/null'))
      await stage.run(`jira-token exchange '${back.replace(/state=[^&]+/, 'state=another')}'`)
      await stage.run(`jira-token exchange '${back}'`)
    },
  },
  {
    title: 'Get a token',
    commands: ['token'],
    text: `The token is renewed first if it is valid for less time than you ask for.`,
    play: async (stage) => {
      await stage.run('jira-token token')
      await stage.run('jira-token token work --json')
    },
  },
  {
    title: 'Run a program with a token',
    commands: ['run'],
    text: '',
    play: async (stage) => {
      await stage.run(
        'jira-token run -- sh -c \'echo "$ATLASSIAN_OAUTH_CLOUD_ID until $JIRA_OAUTH_TOKEN_EXPIRES_AT"\'',
      )
    },
  },
  {
    title: 'A token in your shell',
    commands: ['env'],
    text: '',
    play: async (stage) => {
      await stage.run('jira-token env')
    },
  },
  {
    title: 'Synced files',
    commands: ['sync'],
    text: '',
    play: async (stage) => {
      await stage.run('jira-token sync add work --env project.env')
      await stage.run('cat project.env')
      await stage.run('jira-token sync list')
      await stage.run('jira-token sync remove work --env project.env')
    },
  },
  {
    title: 'Check status',
    commands: ['status'],
    text: '`*` marks the default account, which commands use if you don’t name one.',
    play: async (stage) => {
      await stage.run('jira-token status')
      await stage.run('jira-token status --json')
    },
  },
  {
    title: 'Monitor',
    commands: ['monitor'],
    text: 'On a terminal, it shows a line with a bar for each account, updated every second. Elsewhere:',
    play: async (stage) => {
      const watching = stage.run('exec jira-token monitor', {
        interruptAt: /renewed/,
        shownAs: 'jira-token monitor | cat',
      })
      await new Promise((resolve) => setTimeout(resolve, 1000))
      await stage.quietly('jira-token renew work')
      await watching
    },
  },
  {
    title: 'Renew and test',
    commands: ['renew', 'test'],
    text: 'You don’t need `renew` to get a valid token: `token` renews automatically when necessary.',
    play: async (stage) => {
      await stage.run('jira-token renew')
      await stage.run('jira-token test')
    },
  },
  {
    title: 'Diagnose problems',
    commands: ['doctor'],
    text: '',
    play: async (stage) => {
      await stage.run('jira-token doctor')
    },
  },
  {
    title: 'Change accounts',
    commands: ['accounts list', 'accounts set', 'accounts rename', 'accounts use', 'accounts remove'],
    text: `Destructive commands ask for confirmation. In scripts, pass \`--yes\`.`,
    play: async (stage) => {
      await stage.quietly(
        'jira-token accounts add board --client-id cD5zW1 --client-secret-stdin',
        secret(stage),
      )
      await stage.run('jira-token accounts set board --buffer 10 --scopes "read:jira-work read:me"')
      await stage.run('jira-token accounts rename board dashboard')
      await stage.run('jira-token accounts use dashboard')
      await stage.run('jira-token accounts list')
      await stage.run('jira-token accounts remove dashboard')
      await stage.run('jira-token accounts remove dashboard --yes')
    },
  },
  {
    title: 'Import a sign-in from a .env file',
    commands: ['import'],
    text: `A rotating refresh token only works for one program. If two use it, Atlassian revokes it and you have to sign in
again. After the import, the other program should get its tokens from \`jira-token token\`. To make sure, \`--blank\`
clears the refresh token in the file.`,
    play: async (stage) => {
      const refreshToken = await getRefreshToken(stage)
      const { clientId, clientSecret } = stage.provider
      const lines = { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, REFRESH_TOKEN: refreshToken }
      const text = Object.entries(lines).map(([name, value]) => `JIRA_OAUTH_${name}=${value}\n`)
      await writeFile(join(stage.home, 'old.env'), text.join(''))
      await stage.quietly('jira-token sign-out work --yes')
      await stage.run('jira-token import old.env --blank')
      await stage.run('grep REFRESH old.env')
    },
  },
  {
    title: 'Errors',
    commands: [],
    text: 'Scripts can check the exit code. These examples show a provider failure, an account that is not signed in, an unknown account, and a typo.',
    play: async (stage) => {
      stage.provider.setFault({ kind: 'serverError', status: 503 })
      await stage.run('jira-token renew')
      await stage.run('jira-token token --min-valid 60 > token.txt && echo "a valid token needs no provider"')
      stage.provider.clearFaults()
      await stage.quietly(
        'jira-token accounts add other --client-id eF7 --client-secret-stdin',
        secret(stage),
      )
      await stage.run('jira-token token other')
      await stage.run('jira-token token nobody')
      await stage.run('jira-token tokne')
    },
  },
  {
    title: 'Sign out',
    commands: ['sign-out'],
    text: '',
    play: async (stage) => {
      await stage.run('jira-token sign-out work --yes')
    },
  },
  {
    title: 'A bridge for MCP clients',
    commands: ['mcp'],
    text: 'You don’t start it yourself: `mcp install` sets up your MCP client to start it.',
    play: async () => undefined,
  },
  {
    title: 'Set up MCP clients',
    commands: ['mcp install', 'mcp list', 'mcp snippet', 'mcp uninstall'],
    text: '',
    play: async (stage) => {
      const url = '--url https://mcp.example.com/mcp'
      await stage.run(`jira-token mcp install --client cursor ${url} --account work`)
      await stage.run('jira-token mcp list --client cursor')
      await stage.run('jira-token mcp uninstall --client cursor')
      await stage.run(`jira-token mcp snippet ${url} --account work`)
    },
  },
  {
    title: 'The background agent',
    commands: ['agent'],
    text: `Accounts are managed by the app, or by a background agent if the app isn't running. Commands start an agent that
ends after two minutes without a request, unless it still has something to do. On a server you may want one that keeps
running, for example as a systemd user service.`,
    play: async (stage) => {
      await stage.run('jira-token agent stop')
      await stage.run('exec jira-token agent', { interruptAt: /Holding/, shownAs: 'jira-token agent' })
    },
  },
]

/** The refresh token of a separate sign-in, such as another program would have. */
async function getRefreshToken({ provider, walk }: Stage): Promise<string> {
  const { clientId, clientSecret, authorizeUrl, tokenUrl, redirectUris } = provider
  const [redirectUri = ''] = redirectUris
  const page = new URL(authorizeUrl)
  const scope = 'read:jira-work read:jira-user read:me offline_access'
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    response_type: 'code',
    state: 's',
  }
  page.search = new URLSearchParams({ ...parameters, prompt: 'consent' }).toString()
  const code = new URL(await walk(page.href)).searchParams.get('code') ?? ''
  const grant = { grant_type: 'authorization_code', code, client_id: clientId, client_secret: clientSecret }
  const response = await fetch(tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({ ...grant, redirect_uri: redirectUri }),
  })
  return ((await response.json()) as { refresh_token: string }).refresh_token
}

/** Programs that the scenes use besides `jira-token`: a password store and a browser. */
export async function putProps({ home }: Stage, browserProgram: string): Promise<void> {
  const bin = join(home, 'bin')
  const script = (name: string, line: string) =>
    writeFile(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 })
  await script('pass', 'printf %s "$CLIENT_SECRET"')
  const tsx = import.meta.resolve('tsx')
  await script('browser', `exec '${process.execPath}' --import '${tsx}' '${browserProgram}' "$1"`)
}
