/** The part of package.json that says where releases are. */
export interface FeedManifest {
  readonly config?: { readonly updateFeed?: string }
  readonly repository?: string | { readonly url?: string }
}

export function updateFeed(manifest: FeedManifest): string
