/**
 * Where released apps look for newer versions: `config.updateFeed` of package.json, or else the releases of its GitHub
 * repository. Empty without either, as long as nobody publishes the app: then nothing looks for newer versions.
 *
 * @param {{ config?: { updateFeed?: string }; repository?: string | { url?: string } }} manifest
 * @returns {string} the URL of the folder that has `latest.yml`, `latest-mac.yml`, and `latest-linux.yml`
 */
export function updateFeed({ config, repository }) {
  if (config?.updateFeed !== undefined) return config.updateFeed
  const url = typeof repository === 'string' ? repository : (repository?.url ?? '')
  const [, owner, name] = /^(?:git\+)?https:\/\/github\.com\/([^/]+)\/([^/]+?)(?:\.git)?$/.exec(url) ?? []
  return owner === undefined ? '' : `https://github.com/${owner}/${name}/releases/latest/download`
}
