import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Scrolls new content into view, once the layout around it is stable. */
export function Reveal({ children }: { readonly children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const timer = setTimeout(() => box.current?.scrollIntoView({ block: 'nearest' }), 30)
    return () => clearTimeout(timer)
  }, [])
  return <div ref={box}>{children}</div>
}
