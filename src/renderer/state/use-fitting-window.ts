import { useEffect } from 'preact/hooks'
import { call } from './call.ts'

/** The height at which the page would show everything without scrolling; null for a page that doesn't scroll. */
function neededHeight(): number | null {
  const page = document.querySelector('.page')
  const scroll = page?.querySelector(':scope > .scroll')
  const last = scroll?.lastElementChild
  if (!page || !scroll || !last) return null
  // of a low window, the whole page scrolls
  if (page.scrollHeight > page.clientHeight) return page.scrollHeight
  const { top, height } = scroll.getBoundingClientRect()
  const padding = Number.parseFloat(getComputedStyle(scroll).paddingBottom) || 0
  const content = last.getBoundingClientRect().bottom - top + scroll.scrollTop + padding
  return Math.ceil(window.innerHeight - height + content)
}

/** Lets the window grow and shrink with its page. */
export function useFittingWindow(): void {
  useEffect(() => {
    let before: number | null = null
    const fit = () => {
      const height = neededHeight()
      if (height === null || height === before) return
      before = height
      void call('window:fit', { height })
    }
    const observer = new MutationObserver(fit)
    observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['open'] })
    fit()
    return () => observer.disconnect()
  }, [])
}
