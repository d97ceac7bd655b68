import type { Locator } from 'playwright-core'

interface Page {
  readonly MutationObserver: new (changed: () => void) => { observe(target: unknown, what: object): void }
}

/** Records in the page what an element shows from now on: a confirmation may be gone before a busy test looks. */
export async function recordTexts(element: Locator): Promise<() => Promise<string[]>> {
  const texts = await element.evaluateHandle((shown) => {
    const seen: string[] = []
    const look = () => void seen.push((shown as unknown as { innerText: string }).innerText)
    look()
    const { MutationObserver } = globalThis as unknown as Page
    new MutationObserver(look).observe(shown, { subtree: true, childList: true, characterData: true })
    return seen
  })
  return () => texts.jsonValue()
}
