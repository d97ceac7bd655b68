import { access, constants, cp, mkdir, mkdtemp, readlink, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { lookAtLink, type CommandPlace } from '../../adapters/desktop/command-place.ts'
import { systemErrorText } from '../../files/file-error.ts'
import { AppError } from '../../shared/error-codes.ts'
import { getErrorNumber } from '../../shared/error-number.ts'
import { retireCopies } from './retire-copies.ts'

/** The command line in the package. */
export interface BroughtCommand {
  /** The folder with `jira-token`. */
  readonly folder: string
  readonly version: string
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const refusal = (why: string, cause?: unknown): AppError => new AppError('invalidInput', why, { cause })

/** What to do by hand where only an administrator may write. */
const byHand = (program: string, link: string): string =>
  `Run this in a terminal: sudo mkdir -p ${dirname(link)} && sudo ln -sf '${program}' ${link}`

/** The link must not lead to where macOS runs a downloaded app from until it is moved. */
const isInPlace = ({ folder }: BroughtCommand): boolean => !/^\/Volumes\/|\/AppTranslocation\//.test(folder)

/** Replaces the link at once: a program that is started meanwhile finds the old one or the new one. */
async function replaceLink(link: string, target: string): Promise<void> {
  await mkdir(dirname(link), { recursive: true })
  await access(dirname(link), constants.W_OK)
  const folder = await mkdtemp(`${link}-`)
  try {
    await symlink(target, join(folder, basename(link)))
    await rename(join(folder, basename(link)), link)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Links to a copy in a folder of its own, because programs may still run from the last one. */
async function linkToCopy(
  { folder, version }: BroughtCommand,
  link: string,
  copies: string,
): Promise<string> {
  await mkdir(copies, { recursive: true })
  const copy = await mkdtemp(join(copies, `cli-${version}-`))
  try {
    await cp(folder, copy, { recursive: true })
    await replaceLink(link, join(copy, 'jira-token'))
  } catch (error) {
    await rm(copy, { recursive: true, force: true })
    throw error
  }
  await retireCopies(copies, copy)
  return join(copy, 'jira-token')
}

/**
 * Puts `jira-token` on the PATH, in place of the one that the app has put there before. Resolves with the program that the
 * link leads to.
 *
 * @throws {AppError} `invalidInput`, whose detail says why not; then nothing has changed
 */
export async function installCommand(brought: BroughtCommand, place: CommandPlace): Promise<string> {
  const { link, copies } = place
  const program = join(brought.folder, 'jira-token')
  if (!(await exists(program))) throw refusal('This package comes without the command line.')
  if (copies === null && !isInPlace(brought))
    throw refusal('Drag the app to Applications first, start it from there, and try again.')
  try {
    if (lookAtLink(place) === 'other')
      throw refusal(`${link} is not from this app, so it was left alone. Move or rename it, and try again.`)
    if (copies !== null) return await linkToCopy(brought, link, copies)
    await replaceLink(link, program)
    return program
  } catch (error) {
    if (error instanceof AppError) throw error
    const why = `${link} could not be installed: ${systemErrorText(getErrorNumber(error) ?? 'unknown')}.`
    throw refusal(copies === null ? `${why} ${byHand(program, link)}` : why, error)
  }
}

/** Replaces the copy of an older or newer AppImage, if there is one. Resolves with whether it did. Rejects as `installCommand`. */
export async function renewCommand(brought: BroughtCommand, place: CommandPlace): Promise<boolean> {
  if (place.copies === null || lookAtLink(place) !== 'own') return false
  const copy = basename(dirname(await readlink(place.link)))
  if (copy.startsWith(`cli-${brought.version}-`) && (await exists(place.link))) return false
  await installCommand(brought, place)
  return true
}
