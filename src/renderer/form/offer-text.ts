import type { ImportOffer } from '../../shared/ipc-contract.ts'

/** Where an offer comes from, to stand after "from": `.env` or `the environment`. */
export function offerSource({ source, fileName }: Pick<ImportOffer, 'source' | 'fileName'>): string {
  return source === 'environment' ? 'the environment' : (fileName ?? '.env')
}

/** What was found, in words. */
export function offerText(offer: ImportOffer): { title: string; text: string } {
  const place = offer.source === 'environment' ? 'your environment' : offerSource(offer)
  const variable =
    offer.clientId !== null
      ? 'JIRA_OAUTH_CLIENT_ID'
      : offer.hasClientSecret
        ? 'JIRA_OAUTH_CLIENT_SECRET'
        : 'JIRA_OAUTH_ settings'
  return {
    title: `Found ${variable} in ${place}`,
    text:
      offer.clientId === null
        ? 'It fills a part of the form.'
        : 'The form is filled in from there; check it and save.',
  }
}
