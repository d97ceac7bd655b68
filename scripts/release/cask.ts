import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from './checksums.ts'

export const caskFile = 'jira-token-tray.rb'

/** What Homebrew calls our processors, in its order. */
const processors = { arm: 'arm64', intel: 'x64' } as const

interface Manifest {
  readonly productName: string
  readonly description: string
  readonly homepage?: string
  readonly config: { readonly appId: string }
}

/** The label of the agent that `jira-token agent install` makes: src/client/agent-service/launchd-service.ts. */
const agentLabel = 'local.jira-token-tray.agent'

/** What a user of the default data folder has. The first three are ours, and macOS keeps the others for each app. */
const userPaths = ({ productName, config }: Manifest): string[] => [
  `~/Library/Application Support/${productName}`,
  `~/Library/LaunchAgents/${agentLabel}.plist`,
  `~/Library/Logs/${productName}`,
  `~/Library/Preferences/${config.appId}.plist`,
  `~/Library/Saved Application State/${config.appId}.savedState`,
]

/** A string in Ruby: in ours, only `#{` would mean something else than in JSON. */
const ruby = (text: string): string => JSON.stringify(text).replaceAll('#{', String.raw`\#{`)

/** The command line, unless a package was built where Node for its processor can't be had: it brings none then. */
function binaryStanza(folder: string, version: string, { productName }: Manifest): string[] {
  const withCli = Object.entries(processors).filter(([, arch]) =>
    existsSync(join(folder, `jira-token-${version}-mac-${arch}.tar.gz`)),
  )
  const stanza = `binary "#{appdir}/${productName}.app/Contents/Resources/cli/jira-token"`
  if (withCli.length === Object.keys(processors).length) return [`  ${stanza}`]
  return withCli.flatMap(([name]) => [`  on_${name} do`, `    ${stanza}`, '  end'])
}

/**
 * A Homebrew cask for the disk images in the folder of a release; null if one is missing. Source: docs.brew.sh, “Cask
 * Cookbook”.
 *
 * @param repository where the release is on GitHub, `OWNER/NAME`
 */
export async function makeCask(
  root: string,
  version: string,
  folder: string,
  repository: string,
): Promise<string | null> {
  const image = (arch: string) => join(folder, `jira-token-tray-${version}-mac-${arch}.dmg`)
  if (!Object.values(processors).every((arch) => existsSync(image(arch)))) return null
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest
  const page = `https://github.com/${repository}`
  const [binary, trash] = [binaryStanza(folder, version, manifest), userPaths(manifest)]
  return [
    'cask "jira-token-tray" do',
    `  arch arm: ${ruby(processors.arm)}, intel: ${ruby(processors.intel)}`,
    '',
    `  version ${ruby(version)}`,
    `  sha256 arm:   ${ruby(await sha256(image(processors.arm)))},`,
    `         intel: ${ruby(await sha256(image(processors.intel)))}`,
    '',
    `  url "${page}/releases/download/v#{version}/jira-token-tray-#{version}-mac-#{arch}.dmg"`,
    `  name ${ruby(manifest.productName)}`,
    `  desc ${ruby(manifest.description)}`,
    `  homepage ${ruby(manifest.homepage ?? page)}`,
    '',
    // what Electron 44 and newer need
    '  depends_on macos: ">= :ventura"',
    '',
    `  app ${ruby(`${manifest.productName}.app`)}`,
    ...binary,
    '',
    `  uninstall quit: ${ruby(manifest.config.appId)}`,
    '',
    `  zap launchctl: ${ruby(agentLabel)},`,
    '      trash:     [',
    ...trash.map((path) => `        ${ruby(path)},`),
    '      ]',
    'end',
    '',
  ].join('\n')
}
