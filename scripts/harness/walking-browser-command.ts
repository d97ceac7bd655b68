import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('walking-browser.ts', import.meta.url))

/** `BROWSER` for a browser whose user completes login and consent immediately. */
export const walkingBrowser = `${process.execPath} --import tsx ${program} %s`
