import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { PNG } from 'pngjs'
import { drawTrayIcon } from '../../src/main/tray-icon/draw-tray-icon.ts'
import type { TrayState } from '../../src/shared/account-view.ts'
import type { TrayLook } from '../../src/main/tray-icon/tray-look.ts'

const sheetWidthPx = 880
const marginPx = 24
const columnPx = (sheetWidthPx - 2 * marginPx) / 8
const iconPx = 22

interface Theme {
  readonly panel: string
  readonly text: string
  readonly dim: string
}

const lightTheme: Theme = { panel: '#f0f0f0', text: '#1c2130', dim: '#5b6274' }
const darkTheme: Theme = { panel: '#2d2d2d', text: '#f2f4fa', dim: '#a7adbd' }

const states: readonly (readonly [name: string, tone: TrayState, label: string, fraction: number])[] = [
  ['Valid', 'valid', '42', 0.7],
  ['Renewing', 'renewing', '5', 0.08],
  ['Retrying', 'retrying', '3', 0.05],
  ['Sign in', 'signInNeeded', '28', 0.47],
  ['Misconfigured', 'misconfigured', '16', 0.27],
  ['No keychain', 'keychainUnavailable', '37', 0.62],
  ['Renewal off', 'paused', '51', 0.85],
  ['No account', 'noAccount', '', 0],
]

const countdown: readonly (readonly [label: string, fraction: number])[] = [
  ['59', 0.99],
  ['42', 0.7],
  ['30', 0.5],
  ['17', 0.28],
  ['8', 0.13],
  ['1', 0.02],
  ['2h', 0.9],
  ['9+', 1],
]

/** Draws the contact sheet for the README and returns its path. */
export function writeTraySheet(path: string): string {
  const rows = [panel, enlarged].flatMap((row) => [row(lightTheme), row(darkTheme)])
  const parts = [...rows, template(lightTheme), template(darkTheme)]
  let y = marginPx
  const body = parts.map(({ height, svg }) => {
    const placed = `<g transform="translate(${marginPx} ${y})">${svg}</g>`
    y += height + 12
    return placed
  })
  const height = y - 12 + marginPx
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${sheetWidthPx}" height="${height}"
    font-family="sans-serif">${body.join('')}</svg>`
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, new Resvg(svg, { font: { sansSerifFamily: 'DejaVu Sans' } }).render().asPng())
  return path
}

interface Part {
  readonly height: number
  readonly svg: string
}

/** A desktop panel with the icons at their real size. */
function panel(theme: Theme): Part {
  const looks = [
    ...countdown.map(([label, fraction]) => look('valid', label, fraction)),
    ...states.slice(1).map(([, tone, label, fraction]) => look(tone, label, fraction)),
    ...states.slice(1, 7).map(([, tone]) => look(tone, '', 0)),
  ]
  const icons = looks.map((each, i) => icon(each, 120 + i * 32, 7, 1))
  return card(theme, 36, [text('22 px', 20, 23, 12, theme.dim, 'start'), ...icons])
}

/** Each state at three times the size, with a valid token and without one. */
function enlarged(theme: Theme): Part {
  const zoom = 3
  const cells = states.flatMap(([name, tone, label, fraction], i) => {
    const middle = columnPx * (i + 0.5)
    const x = Math.round(middle - (iconPx * zoom) / 2)
    const alone = icon(look(tone, '', 0), x, label === '' ? 57 : 98, zoom)
    const both = label === '' ? [alone] : [icon(look(tone, label, fraction), x, 16, zoom), alone]
    return [...both, text(name, middle, 190, 12, theme.text, 'middle')]
  })
  return card(theme, 208, cells)
}

/** The macOS menu bar: the system colors the template, the text is the system's own. */
function template(theme: Theme): Part {
  const zoom = 2
  const cells = states.flatMap(([, tone, label, fraction], i) => {
    const picture = drawTrayIcon({ ...look(tone, label, fraction), template: true }, iconPx)
    const left = Math.round(columnPx * (i + 0.5) - (label === '' ? 22 : 40))
    return [
      image(tinted(picture.rgba, theme === darkTheme), left, 10, zoom),
      text(label, left + 50, 39, 19, theme.text, 'start'),
    ]
  })
  return card(theme, 64, cells)
}

function card(theme: Theme, height: number, content: readonly string[]): Part {
  const box = `<rect width="${sheetWidthPx - 2 * marginPx}" height="${height}" rx="10" fill="${theme.panel}"/>`
  return { height, svg: box + content.join('') }
}

function look(tone: TrayState, label: string, fraction: number): TrayLook {
  return { tone, label, fraction, template: false }
}

function icon(of: TrayLook, x: number, y: number, zoom: number): string {
  return image(drawTrayIcon(of, iconPx).rgba, x, y, zoom)
}

function image(rgba: Uint8Array, x: number, y: number, zoom: number): string {
  const png = new PNG({ width: iconPx, height: iconPx })
  png.data.set(rgba)
  const href = `data:image/png;base64,${PNG.sync.write(png).toString('base64')}`
  const size = iconPx * zoom
  // optimizeSpeed: whole pixels, not smoothed.
  return `<image x="${x}" y="${y}" width="${size}" height="${size}" image-rendering="optimizeSpeed" href="${href}"/>`
}

function tinted(rgba: Uint8Array, light: boolean): Uint8Array {
  return light ? rgba.map((value, i) => (i % 4 === 3 ? value : 255)) : rgba
}

function text(
  content: string,
  x: number,
  y: number,
  sizePx: number,
  color: string,
  anchor: 'start' | 'middle',
): string {
  return `<text x="${x}" y="${y}" font-size="${sizePx}" fill="${color}" text-anchor="${anchor}">${content}</text>`
}
