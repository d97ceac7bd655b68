/** What signing out does not do. Source: Atlassian documents no revocation for OAuth 2.0 (3LO). */
export const connectedApps =
  'Atlassian was not told: the app’s access lives on there until you remove it at\nhttps://id.atlassian.com/manage-profile/apps'
