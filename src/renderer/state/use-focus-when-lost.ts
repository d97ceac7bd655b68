import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/**
 * Gives the element the focus at first, and whenever one of these values has changed, if nothing has it: what had it
 * has left the page, and a keyboard user would have to begin at the top again.
 */
export function useFocusWhenLost(
  target: RefObject<HTMLElement | null> | null,
  values: readonly unknown[],
): void {
  useEffect(() => {
    const { activeElement, body } = document
    if (activeElement === null || activeElement === body) target?.current?.focus({ preventScroll: true })
  }, [...values])
}
