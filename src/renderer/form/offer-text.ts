import type { ImportOffer } from '../../shared/ipc-contract.ts'

/** Where an offer comes from, for use after "from": `.env` or `the environment`. */
export function offerSource({ source, fileName }: Pick<ImportOffer, 'source' | 'fileName'>): string {
  return source === 'environment' ? 'the environment' : (fileName ?? '.env')
}

/** The text that says what was found. */
export function offerText(offer: ImportOffer): { title: string; text: string } {
  const place = offer.source === 'environment' ? 'your environment' : offerSource(offer)
  const variable =
    offer.clientId !== null
      ? 'your Jira OAuth app (JIRA_OAUTH_CLIENT_ID)'
      : offer.hasClientSecret
        ? 'JIRA_OAUTH_CLIENT_SECRET'
        : 'JIRA_OAUTH_ settings'
  return {
    title: `Found ${variable} in ${place}`,
    text:
      offer.clientId === null
        ? 'Part of the form is filled in for you.'
        : 'The form is filled in for you. Check it, then save.',
  }
}
