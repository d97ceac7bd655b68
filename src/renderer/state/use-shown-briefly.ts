import { useEffect, useState } from 'preact/hooks'

const shownMs = 2500

/** Whether to show a confirmation, and a function to show it briefly. */
export function useShownBriefly(): readonly [isShown: boolean, show: (isShown: boolean) => void] {
  const [isShown, show] = useState(false)
  useEffect(() => {
    if (!isShown) return
    const timer = setTimeout(() => show(false), shownMs)
    return () => clearTimeout(timer)
  }, [isShown])
  return [isShown, show]
}
