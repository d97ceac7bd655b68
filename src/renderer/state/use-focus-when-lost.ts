import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/**
 * Focuses the element on mount, and whenever one of these values changes, if nothing has focus. Otherwise keyboard users
 * would have to start from the top of the page after the focused element was removed.
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
