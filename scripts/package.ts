import { packageApp, packageAppIfStale } from './package-app.ts'
import { archiveCli, packageCli } from './package-cli.ts'
import { packageDeb } from './package-deb.ts'
import { packageRelease } from './package-release.ts'
import { asksForFolder } from './package-targets.ts'
import { say } from './bootstrap/say.ts'

const args = process.argv.slice(2)

if (args.includes('--cli')) {
  say(`Packaged jira-token into ${await packageCli(say)}`)
  say(`and into ${await archiveCli()}`)
} else if (args.includes('--deb')) {
  const app = await packageAppIfStale(say)
  const cli = await packageCli(say)
  say('Building the deb …')
  say(`Packaged the app into ${await packageDeb(app, cli)}`)
} else if (asksForFolder(args, process.platform)) {
  const { folder } = await packageApp(say)
  say(`Packaged the app into ${folder}`)
} else {
  await packageRelease(args)
}
