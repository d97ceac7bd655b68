import { readFileSync } from 'node:fs'

const { author, config } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))

// electron-builder.yml extends these, because only package.json says who publishes the app

export const appId = config.appId

export const linux = { maintainer: author.email ? `${author.name} <${author.email}>` : author.name }
