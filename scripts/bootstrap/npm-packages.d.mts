interface LockedPackage {
  version?: string
  integrity?: string
  optional?: boolean
}

type LockedPackages = Record<string, LockedPackage>

export function installNpmPackages(
  root: string,
  parts?: {
    say?: (line: string) => void
    npm?: (args: string[], options: { cwd: string }) => Promise<string>
  },
): Promise<void>

export function isInstalled(
  wanted: LockedPackages | undefined,
  installed: LockedPackages | undefined,
): boolean
