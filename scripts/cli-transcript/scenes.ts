import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { getRefreshToken } from './props.ts'
import type { Stage } from './stage.ts'

/** One section of docs/cli.md. */
export interface Scene {
  readonly title: string
  /** Its commands; their help is shown first. */
  readonly commands: readonly string[]
  /** The introduction. */
  readonly text: string
  /** Runs the commands. Scenes run one after another on the same stage. */
  play(stage: Stage): Promise<void>
}

const secret = (stage: Stage) => ({ stdin: stage.provider.clientSecret })

/** A browser that completes the sign-in pages automatically. */
const walkingBrowser = (stage: Stage) => ({
  env: { BROWSER: `${join(stage.home, 'bin/browser')} %s` },
})

/** Every command, ordered so that each finds what it needs. */
export const scenes: readonly Scene[] = [
  {
    title: 'Add an account',
    commands: ['accounts add'],
    text: `On a terminal you are prompted for the client secret, which is not shown. It can't be passed as an argument,
because arguments are visible to other programs and saved in shell history.`,
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
    title: 'Sign in with a browser',
    commands: ['sign-in'],
    text: `\`jira-token\` opens the browser and waits, while the app or background agent listens on the port of the callback
URL. Ctrl-C cancels.`,
    play: async (stage) => {
      await stage.run('jira-token sign-in work --browser', walkingBrowser(stage))
    },
  },
  {
    title: 'Sign in manually, on servers',
    commands: ['exchange'],
    text: `Open the printed URL in any browser, on any computer. The page your browser ends up on usually doesn't load: copy
its URL. On a terminal, \`sign-in --manual\` prompts for it. In this example stdin has ended, so the sign-in stays open
for ten minutes: finish it in any terminal, even if the agent has stopped since. A wrong URL changes nothing.`,
    play: async (stage) => {
      await stage.quietly('jira-token sign-out work --yes')
      await stage.quietly('jira-token accounts set work --client-secret-stdin', secret(stage))
      const back = await stage.walk(await stage.run('jira-token sign-in work --manual < /dev/null'))
      await stage.run(`jira-token exchange '${back.replace(/state=[^&]+/, 'state=another')}'`)
      await stage.run(`jira-token exchange '${back}'`)
    },
  },
  {
    title: 'Get a token, or make a request with it',
    commands: ['token', 'api'],
    text: `The token is renewed first if it would expire too soon.`,
    play: async (stage) => {
      await stage.run('jira-token token')
      await stage.run('jira-token token work --json')
      await stage.run('jira-token api /rest/api/3/myself')
      await stage.run('jira-token api /rest/api/3/users/search --site analytical-engine --paginate')
    },
  },
  {
    title: 'See what happened',
    commands: ['history'],
    text: '',
    play: async (stage) => {
      await stage.run('jira-token history')
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
    title: 'Use a token in your shell',
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
    text: "`*` marks the default account, which commands use if you don't name one.",
    play: async (stage) => {
      await stage.run('jira-token status')
      await stage.run('jira-token status --json')
    },
  },
  {
    title: 'Monitor',
    commands: ['monitor'],
    text: 'On a terminal: one line per account with a bar, updated every second. Otherwise:',
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
    text: 'You rarely need to renew: `token` renews automatically when necessary.',
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
    title: 'Completion in your shell',
    commands: ['completion'],
    text: '',
    play: async () => undefined,
  },
  {
    title: 'Newer versions',
    commands: ['updates'],
    text: '',
    play: async (stage) => {
      await stage.run('jira-token updates off')
      await stage.run('jira-token updates on')
    },
  },
  {
    title: 'Networks of companies',
    commands: ['network'],
    text: '',
    play: async (stage) => {
      await writeFile(join(stage.home, 'company-ca.pem'), String(rootCertificates[0]))
      await stage.run('jira-token network --ca-file company-ca.pem')
      await stage.run('jira-token network')
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
    title: 'Import the sign-in of another program',
    commands: ['import'],
    text: `A rotating refresh token only works for one program. If two use it, Atlassian revokes it and you have to sign in
again. So after the import, change the other program to call \`jira-token token\`. \`--blank\` clears the refresh token in
its file, and \`--sync\` keeps the access token in it valid, so that a program that reads it can stay as it is.`,
    play: async (stage) => {
      const refreshToken = await getRefreshToken(stage)
      const { clientId, clientSecret } = stage.provider
      const lines = { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, REFRESH_TOKEN: refreshToken }
      const text = Object.entries(lines).map(([name, value]) => `JIRA_OAUTH_${name}=${value}\n`)
      await writeFile(join(stage.home, 'old.env'), text.join(''))
      await stage.quietly('jira-token sign-out work --yes')
      await stage.run('jira-token import old.env --blank --sync')
      await stage.run('cat old.env')
    },
  },
  {
    title: 'Errors',
    commands: [],
    text: 'Scripts should check the exit code. The examples show: provider unreachable, not signed in, no such account, and two typos.',
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
      await stage.run('jira-token status --josn')
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
    title: 'The bridge for MCP clients',
    commands: ['mcp'],
    text: 'Your MCP client starts this command. `mcp install` sets that up.',
    play: async () => undefined,
  },
  {
    title: 'Set up MCP clients',
    commands: ['mcp install', 'mcp list', 'mcp test', 'mcp snippet', 'mcp uninstall'],
    text: '',
    play: async (stage) => {
      const url = '--url https://mcp.example.com/mcp'
      await stage.run(`jira-token mcp install --client cursor ${url} --account work`)
      await stage.run('jira-token mcp list --client cursor')
      await stage.run('jira-token mcp uninstall --client cursor')
      await stage.run(`jira-token mcp snippet ${url} --account work --cloud-id auto`)
      await stage.run(`jira-token mcp snippet ${url} --client codex`)
    },
  },
  {
    title: 'The background agent',
    commands: ['agent', 'agent install', 'agent status', 'agent stop', 'agent uninstall'],
    text: `Tokens are kept and renewed by the app or, without it, by a background agent. Commands start an agent that stops
after two minutes without requests. \`agent install\` has one that starts when you log in, and keeps running.`,
    play: async (stage) => {
      await stage.run('jira-token agent stop')
      await stage.run('exec jira-token agent', { interruptAt: /Agent running/, shownAs: 'jira-token agent' })
      await stage.run('jira-token agent install')
      await stage.run('jira-token agent status')
      await stage.run('jira-token agent uninstall')
    },
  },
  {
    title: 'Remove everything of yours',
    commands: ['uninstall'],
    text: 'Before you remove the program: see [uninstall](uninstall.md).',
    play: async (stage) => {
      await stage.run('jira-token uninstall --all-my-data < /dev/null')
      await stage.run('jira-token uninstall --all-my-data --yes')
    },
  },
]
