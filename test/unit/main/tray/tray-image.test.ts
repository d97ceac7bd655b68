import { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createAppTray } from '../../../../src/main/tray/tray.ts'
import { trayImage } from '../../../../src/main/tray/tray-image.ts'

interface DrawnImage {
  readonly sizesPx: { readonly widthPx: number; readonly scaleFactor: number }[]
  isTemplate: boolean
}

const electron = vi.hoisted(() => ({
  scaleFactor: 1,
  screen: null as EventEmitter | null,
  shown: [] as unknown[],
}))

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events')
  const newImage = () => {
    const image: DrawnImage & Record<string, unknown> = {
      sizesPx: [],
      isTemplate: false,
      addRepresentation: ({ width, scaleFactor }: { width: number; scaleFactor: number }) =>
        image.sizesPx.push({ widthPx: width, scaleFactor }),
      setTemplateImage: (is: boolean) => (image.isTemplate = is),
    }
    return image
  }
  const nativeImage = {
    createEmpty: newImage,
    createFromBitmap: (_pixels: Buffer, { width }: { width: number }) => {
      const image = newImage()
      image.sizesPx.push({ widthPx: width, scaleFactor: 1 })
      return image
    },
  }
  class Screen extends Emitter {
    getPrimaryDisplay = () => ({ scaleFactor: electron.scaleFactor })
  }
  class Tray extends Emitter {
    constructor(image: unknown) {
      super()
      electron.shown.push(image)
    }
    setImage = (image: unknown) => electron.shown.push(image)
    setToolTip = () => undefined
    setContextMenu = () => undefined
    destroy = () => undefined
  }
  electron.screen = new Screen()
  return { Menu: { buildFromTemplate: () => new Emitter() }, nativeImage, screen: electron.screen, Tray }
})

beforeEach(() => {
  electron.scaleFactor = 1
  electron.shown.length = 0
  electron.screen?.removeAllListeners()
})

const look = { label: '42', fraction: 0.7, tone: 'valid', template: false } as const
const sizesOf = (image: unknown) => (image as DrawnImage).sizesPx

describe('the tray image', () => {
  it.each([
    [1, 16],
    [1.25, 20],
    [1.5, 24],
    [1.75, 28],
    [2, 32],
    [3.5, 56],
  ])('on Windows is one bitmap of 16 px × %s', (scaleFactor, widthPx) => {
    electron.scaleFactor = scaleFactor
    expect(sizesOf(trayImage(look, 'win32', false))).toEqual([{ widthPx, scaleFactor: 1 }])
  })

  it('on macOS is a template image for 1× and 2×', () => {
    const image = trayImage({ ...look, template: true }, 'darwin', false)
    expect(sizesOf(image)).toEqual([
      { widthPx: 16, scaleFactor: 1 },
      { widthPx: 32, scaleFactor: 2 },
    ])
    expect((image as unknown as DrawnImage).isTemplate).toBe(true)
  })

  it.each(['display-metrics-changed', 'display-added', 'display-removed'])(
    'is drawn again for another display (%s), until the tray is closed',
    (event) => {
      const tray = createAppTray('win32', () => undefined)
      electron.scaleFactor = 1.5
      electron.screen!.emit(event)
      expect(electron.shown.map(sizesOf)).toEqual([
        [{ widthPx: 16, scaleFactor: 1 }],
        [{ widthPx: 24, scaleFactor: 1 }],
      ])
      tray.close()
      electron.screen!.emit(event)
      expect(electron.shown).toHaveLength(2)
    },
  )
})
