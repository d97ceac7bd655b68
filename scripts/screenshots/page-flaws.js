// Evaluated inside the page; returns what is wrong with how it looks, as texts. Plain JavaScript, because the types for
// the project's Node side don't include the DOM.
;(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })

  const parse = (css) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = css
    canvas.fillRect(0, 0, 1, 1)
    const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data
    return [red, green, blue, alpha / 255]
  }

  const over = (top, below) => [
    ...[0, 1, 2].map((index) => top[index] * top[3] + below[index] * (1 - top[3])),
    1,
  ]

  const luminance = (color) => {
    const [red, green, blue] = color
      .slice(0, 3)
      .map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  const backgroundOf = (element) => {
    if (element === null) return parse(getComputedStyle(document.body).backgroundColor)
    const own = parse(getComputedStyle(element).backgroundColor)
    return own[3] === 1 ? own : over(own, backgroundOf(element.parentElement))
  }

  /** WCAG 2.2, 1.4.3: texts with a contrast below 4.5:1. */
  const lowContrast = () => {
    const found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement
      const text = node.textContent.trim()
      if (text === '' || element.closest('.visually-hidden, [aria-disabled="true"]') !== null) continue
      const behind = backgroundOf(element)
      const front = over(parse(getComputedStyle(element).color), behind)
      const [dark, light] = [luminance(front), luminance(behind)].toSorted((a, b) => a - b)
      const ratio = (light + 0.05) / (dark + 0.05)
      if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)} ${element.className}: ${text.slice(0, 30)}`)
    }
    return found
  }

  const tooWide = () =>
    [...document.querySelectorAll('main, body, dialog')]
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map((element) => `${element.tagName.toLowerCase()} is wider than the window`)

  const cutOff = () =>
    [...document.querySelectorAll('.button-text')]
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map((element) => `cut off: ${element.textContent}`)

  const nameless = () =>
    [...document.querySelectorAll('button, input, select, textarea')]
      .filter((element) => {
        const label =
          element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent
        return label.trim() === ''
      })
      .map((element) => `no accessible name: ${element.outerHTML.slice(0, 80)}`)

  return [...new Set([...lowContrast(), ...tooWide(), ...cutOff(), ...nameless()])]
})()
