import { Resvg } from '@resvg/resvg-js'
import { PNG } from 'pngjs'
import { windowSize, type Shot } from './record-shots.ts'

const widthPx = 860
const heightPx = 520
const scale = 1.6
const windowPx = { left: 20, top: 52, width: 360, height: 452 }
const rightPx = 408
const captions = [
  ['Glance.', 'The tray icon shows the minutes left.'],
  ['Click.', 'Renew now: a new token in a second.'],
  ['Copy.', 'It clears the clipboard later.'],
  ['Forget.', 'The .env file is always valid.'],
] as const

export interface Frame {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
  readonly png: Buffer
}

/** Puts what was recorded onto one canvas: panel with tray icon, window with the pointer, captions, and terminal. */
export function drawFrame(shot: Shot): Frame {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" font-family="DejaVu Sans, Arial, sans-serif">
    <rect width="100%" height="100%" fill="#dfe3ee"/>
    ${panel(shot)}${appWindow(shot)}${captionList(shot)}${terminal(shot)}</svg>`
  const rendered = new Resvg(svg, { fitTo: { mode: 'zoom', value: scale } }).render()
  const { width, height } = rendered
  return { pixels: new Uint8Array(rendered.pixels), width, height, png: rendered.asPng() }
}

/** The panel with the tray icon as it received it, and its tooltip. */
function panel({ icon, tooltip, step }: Shot): string {
  const png = new PNG({ width: icon.width, height: icon.height })
  png.data = Buffer.from(icon.rgba)
  const href = dataUrl(PNG.sync.write(png))
  const image = `<image href="${href}" x="${widthPx - 44}" y="6" width="24" height="24"/>`
  const ring =
    step === 0
      ? `<circle cx="${widthPx - 32}" cy="18" r="17" fill="none" stroke="#ffd479" stroke-width="2"/>`
      : ''
  return `<rect width="100%" height="36" fill="#23262f"/>${image}${ring}
    <text x="${widthPx - 60}" y="23" fill="#c9cfdd" font-size="13" text-anchor="end">${escaped(tooltip)}</text>`
}

function appWindow({ window, pointer }: Shot): string {
  const { left, top, width, height } = windowPx
  const ratio = width / windowSize.width
  const cursor =
    pointer === null
      ? ''
      : `<path transform="translate(${left + pointer.x * ratio} ${top + pointer.y * ratio}) scale(1.3)" d="M0 0v17l4-4 3 7 3-1.400-3-6.800h6z" fill="#111" stroke="#fff" stroke-width="1.200"/>`
  return `<svg x="${left}" y="${top}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
      <image href="${dataUrl(window)}" width="${width}" height="${windowSize.height * ratio}"/></svg>
    <rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#b7bdcd"/>${cursor}`
}

function captionList({ step }: Shot): string {
  return captions
    .map(([title, text], index) => {
      const isCurrent = index === step
      const y = 82 + index * 44
      const color = isCurrent ? '#1c2130' : '#7d8598'
      const marker = isCurrent
        ? `<rect x="${rightPx}" y="${y - 23}" width="432" height="34" rx="8" fill="#fff"/>`
        : ''
      return `${marker}<text x="${rightPx + 14}" y="${y}" font-size="16" fill="${color}"><tspan font-weight="bold">${title}</tspan> ${text}</text>`
    })
    .join('')
}

function terminal({ terminal: lines, changed }: Shot): string {
  const top = 252
  const rows = lines.map((line, index) => {
    const color = line.startsWith('$')
      ? '#8fd18f'
      : line.includes('_TOKEN') && changed
        ? '#ffd479'
        : '#e6e9f2'
    return `<text x="${rightPx + 16}" y="${top + 34 + index * 24}" font-size="13" font-family="DejaVu Sans Mono, monospace" fill="${color}">${escaped(line)}</text>`
  })
  return `<rect x="${rightPx}" y="${top}" width="432" height="252" rx="8" fill="#1c2130"/>${rows.join('')}`
}

const dataUrl = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
