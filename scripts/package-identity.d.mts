export const appId: string

export const linux: {
  readonly maintainer: string
  readonly executableName: string
  readonly category: string
  readonly synopsis: string
  readonly desktop: { readonly entry: Readonly<Record<string, string>> }
}
