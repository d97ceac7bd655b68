import { fork } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join, basename } from 'node:path'
import Conf from 'conf'
import { limitFetch } from '../../adapters/http/limited-fetch.ts'
import { createNodeFetch } from '../../adapters/http/node-fetch.ts'
import type { KeytarReply } from '../../adapters/keychain/keychain-process.ts'
import { createKeytarLoader } from '../../adapters/keychain/load-keytar.ts'
import type { KeychainProcess } from '../../adapters/keychain/restarting-keychain.ts'
import { hasSessionBus } from '../../adapters/keychain/secret-service.ts'
import { watchKeyrings } from '../../adapters/keychain/watch-keyrings.ts'
import { createFileLog, logUnexpected, type ConsoleLevel } from '../../adapters/log/file-log.ts'
import { createRedactor } from '../../adapters/log/redact.ts'
import { createLoopbackSurface } from '../../adapters/loopback/loopback-surface.ts'
import type { OpenStore } from '../../adapters/settings/open-settings.ts'
import { saveMemory } from '../../adapters/system/save-memory.ts'
import { readCertificateChain } from '../../network/certificate-chain.ts'
import { describeEnvironmentProxy, getEnvironmentProxy } from '../../network/environment-proxy.ts'
import { createTrust } from '../../network/trust.ts'
import { isDebugging } from '../../ownership/is-debugging.ts'
import { sudoProblem } from '../../ownership/data-folder-problem.ts'
import { getDataFolder, spelledDataFolder } from '../../ownership/data-folder.ts'
import { getOwnerFolder } from '../../ownership/owner-folder.ts'
import { AppError, isDiskFull } from '../../shared/error-codes.ts'
import { failureText } from '../../shared/failure-text.ts'
import { createLocalApi, type LocalApi, type OwnershipStatus } from '../api/local-api.ts'
import { createOwner, type Owner } from '../create-owner.ts'
import { endWhenUnused, losesNothing } from './end-when-unused.ts'
import { startHeartbeat } from './heartbeat.ts'

/** Opens a JSON file as electron-store does in the app; nobody else reads it. */
const openConfStore: OpenStore = (path) =>
  new Conf({
    projectName: 'jira-token-tray',
    cwd: dirname(path),
    configName: basename(path, '.json'),
    configFileMode: 0o600,
    clearInvalidConfig: false,
  })

/** Work that takes longer (a renewal, a keychain that does not answer) is left to the next owner. */
const endTimeoutMs = 10_000

/** Time to send the answer to a release request before the socket closes. */
const answerGraceMs = 50

interface AgentEnd {
  /** Whether work was still unfinished. */
  readonly isStuck: boolean
}

export interface Agent {
  /** Unless it is `owned`, the agent does nothing. */
  readonly ownershipStatus: OwnershipStatus
  readonly accountCount: number
  /** Resolves when it has ended: by `end`, by releasing ownership, or because it was idle. */
  readonly ended: Promise<AgentEnd>
  end(): void
}

function startKeychainProcess(): KeychainProcess {
  const program = join(dirname(process.argv[1] ?? ''), 'keychain-process.cjs')
  // the packaged `jira-token` takes no options of Node, but has some of its own
  const child = fork(program, { stdio: 'ignore', execArgv: [] })
  return {
    send: (request) => void child.send(request),
    onReply: (listener) => child.on('message', (reply) => listener(reply as KeytarReply)),
    onExit: (listener) => child.on('exit', listener),
    kill: () => void child.kill(),
  }
}

/** An owner that can't read its files must release ownership: it could not answer any request. */
async function orGiveUp(dataFolder: string, open: () => Owner, api: LocalApi): Promise<Owner> {
  try {
    return open()
  } catch (error) {
    await api.close()
    const { code, message } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    if (isDiskFull(error)) throw new Error(`${message}. ${failureText('diskFull', null)}`, { cause: error })
    throw new Error(
      `${message}. You need read and write access to settings.json and history.jsonl in ${dataFolder}. Fix the permissions, or move the files away to start without accounts.`,
      { cause: error },
    )
  }
}

export interface AgentOptions {
  /** Ends after this long without requests; null: keeps running. */
  readonly idleSec: number | null
  /** What to log to the console as well. */
  readonly consoleLevel: ConsoleLevel
}

/** The owner without a desktop, with the same accounts and local API as the app. */
export async function startAgent(
  environment: NodeJS.ProcessEnv,
  version: string,
  { idleSec, consoleLevel }: AgentOptions,
): Promise<Agent> {
  saveMemory()
  const dataFolder = getDataFolder(environment)
  const foreign = sudoProblem(dataFolder)
  if (foreign !== null) throw new Error(`${foreign.finding}. ${foreign.remedy}`)
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const redactor = createRedactor()
  const log = createFileLog(join(dataFolder, 'logs'), redactor, consoleLevel)
  logUnexpected(log)
  const api = createLocalApi({ dataFolder, log, acquires: false, busyTimeoutMs: 2000 })
  const ownershipStatus = await api.ownershipStatus
  if (ownershipStatus !== 'owned')
    return {
      ownershipStatus,
      accountCount: 0,
      ended: Promise.resolve({ isStuck: false }),
      end: () => undefined,
    }

  const proxyFor = (url: string) => getEnvironmentProxy(environment, url)
  const trust = createTrust({ caFile: () => store.state().settings.caFile })
  const open = () =>
    createOwner({
      kind: 'agent',
      version,
      dataFolder,
      spelledFolder: spelledDataFolder(environment),
      demoAvailable: false,
      startAtLogin: null,
      openStore: openConfStore,
      loadKeytar: createKeytarLoader(startKeychainProcess, () => accounts.keychainChanged()),
      fetch: limitFetch(createNodeFetch({ proxyFor, trust })),
      proxyFor: async (url) => describeEnvironmentProxy(environment, url),
      certificatesOf: (url) => readCertificateChain(url, proxyFor(url)),
      runtime: `Node ${process.versions.node}`,
      // the client shows the sign-in page: an agent has no desktop
      surfaces: { browser: createLoopbackSurface(null) },
      log,
      redactor,
      downloadUpdate: null,
      alert: (accountId, alert) => log.warn('an account needs attention', { accountId, alert }),
      release: async (forKeychain) => {
        // it was started without a session bus, for example by cron, and another client may have one
        const isInTheWay = losesNothing(store.snapshot()) && !(await hasSessionBus())
        if (forKeychain && !isInTheWay) throw new AppError('ownerStays')
        await closeAccounts()
        setTimeout(end, answerGraceMs)
      },
    })
  const { accounts, store, service, updateChecks } = await orGiveUp(dataFolder, open, api)

  let ended: (end: AgentEnd) => void = () => undefined
  const hasEnded = new Promise<AgentEnd>((resolve) => (ended = resolve))
  const stopHeartbeat = startHeartbeat(accounts, store)
  const stopWatching = watchKeyrings(() => accounts.keychainChanged())
  const stopUpdateChecks = updateChecks.start()

  const closeWithTimeout = async (): Promise<AgentEnd> => {
    const late = new Promise<AgentEnd>((resolve) => {
      setTimeout(() => resolve({ isStuck: true }), endTimeoutMs).unref()
    })
    const closed = accounts.close().then(() => ({ isStuck: false }))
    return Promise.race([closed, late]).catch((error: unknown) => {
      log.error('closing the accounts failed', { error })
      return { isStuck: true }
    })
  }
  let closing: Promise<AgentEnd> | null = null
  /** All callers share one time limit. Never rejects. */
  const closeAccounts = (): Promise<AgentEnd> => (closing ??= closeWithTimeout())

  let isEnding = false
  const finish = async (): Promise<void> => {
    stopHeartbeat()
    stopWatching()
    stopUpdateChecks()
    stopIdleCheck()
    const end = await closeAccounts()
    // only now, because the next owner of the data folder may renew immediately
    await api.close()
    log.info('the agent has stopped', { ...end })
    ended(end)
  }
  const end = (): void => {
    if (isEnding) return
    isEnding = true
    void finish()
  }
  const stopIdleCheck = endWhenUnused({ api, store, ownerFolder: getOwnerFolder(dataFolder), idleSec, end })

  log.setLevel(isDebugging(environment) ? 'debug' : store.state().settings.logLevel)
  log.info('the agent has started', { version })
  void accounts.start()
  api.serve(service)
  return { ownershipStatus, accountCount: store.snapshot().accounts.length, ended: hasEnded, end }
}
