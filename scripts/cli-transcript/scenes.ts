import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stage } from './stage.ts'

/** One section of docs/cli.md. */
export interface Scene {
  readonly title: string
  /** The commands that it is about, whose help is shown first. */
  readonly commands: readonly string[]
  /** What to know, before the commands. */
  readonly text: string
  /** Runs the commands. Scenes come one after the other on the same stage. */
  play(stage: Stage): Promise<void>
}

const secret = (stage: Stage) => ({ stdin: stage.provider.clientSecret })

/** A browser whose user goes through the pages at once. */
const walkingBrowser = (stage: Stage) => ({
  env: { BROWSER: `${join(stage.home, 'bin/browser')} %s` },
})

/** Every command, in an order in which each finds what it needs. */
export const scenes: readonly Scene[] = [
  {
    title: 'Add an account',
    commands: ['accounts add'],
    text: `On a terminal the client secret is asked for, and not shown. It is never an argument: every program on the
computer can read those, and shells keep them.`,
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
    title: 'Sign in in the browser',
    commands: ['sign-in'],
    text: `Whoever holds the accounts (the app, or an agent) listens on the port of the callback URL; \`jira-token\` opens the
browser and waits. Ctrl-C cancels.`,
    play: async (stage) => {
      await stage.run('jira-token sign-in work --browser', walkingBrowser(stage))
    },
  },
  {
    title: 'Sign in by hand, on servers',
    commands: ['exchange'],
    text: `The URL to open is alone on stdout. Open it in any browser, on any computer. The page that the browser ends up on
usually can't be loaded: its URL is what is needed. With a terminal, \`sign-in --manual\` asks for it. Here stdin has
ended, so the sign-in waits, for ten minutes; it may be finished in another terminal, and also after the agent has
ended. A wrong URL changes nothing.`,
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
    text: `The token is renewed first if it has less life left than asked for.`,
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
    title: 'Files that stay current',
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
    title: 'How it stands',
    commands: ['status'],
    text: '`*` marks the default account: what commands mean that name none.',
    play: async (stage) => {
      await stage.run('jira-token status')
      await stage.run('jira-token status --json')
    },
  },
  {
    title: 'Watch',
    commands: ['monitor'],
    text: 'On a terminal: a line per account with a bar, drawn anew each second. Elsewhere:',
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
    text: 'Renewing is not needed for a valid token: `token` renews by itself when it must.',
    play: async (stage) => {
      await stage.run('jira-token renew')
      await stage.run('jira-token test')
    },
  },
  {
    title: 'Look for what is wrong',
    commands: ['doctor'],
    text: '',
    play: async (stage) => {
      await stage.run('jira-token doctor')
    },
  },
  {
    title: 'Change accounts',
    commands: ['accounts list', 'accounts set', 'accounts rename', 'accounts use', 'accounts remove'],
    text: `What is about to lose something asks first; where there is no terminal, only with \`--yes\`.`,
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
    title: 'Take over the sign-in of another program',
    commands: ['import'],
    text: `Two programs that use one rotating refresh token destroy the sign-in: after the import, the other one should ask
\`jira-token token\`. \`--blank\` makes sure that it can't do anything else.`,
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
    title: 'When it fails',
    commands: [],
    text: 'Scripts go by the exit code. Here the provider is out of reach, then nobody is signed in, then there is a mistake.',
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
    text: 'An MCP client starts it, not you; `mcp install` tells the client to.',
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
    title: 'The agent',
    commands: ['agent'],
    text: `Somebody must hold the accounts: the app, or without it an agent. Commands start one that ends after two minutes
without a request; a server may want one that stays, for example as a systemd user service.`,
    play: async (stage) => {
      await stage.run('jira-token agent stop')
      await stage.run('exec jira-token agent', { interruptAt: /Holding/, shownAs: 'jira-token agent' })
    },
  },
]

/** The refresh token of a sign-in of its own, as another program would hold one. */
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

/** Programs that the scenes use beside `jira-token`: a password store and a browser. */
export async function putProps({ home }: Stage, browserProgram: string): Promise<void> {
  const bin = join(home, 'bin')
  const script = (name: string, line: string) =>
    writeFile(join(bin, name), `#!/bin/sh\n${line}\n`, { mode: 0o755 })
  await script('pass', 'printf %s "$CLIENT_SECRET"')
  const tsx = import.meta.resolve('tsx')
  await script('browser', `exec '${process.execPath}' --import '${tsx}' '${browserProgram}' "$1"`)
}
