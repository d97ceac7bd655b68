import { useEffect, useState } from 'preact/hooks'

/** The wall clock in milliseconds, updated every full second while the window is visible. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const tick = () => {
      clearTimeout(timer)
      const now = Date.now()
      setNowMs(now)
      if (document.visibilityState === 'visible') timer = setTimeout(tick, 1000 - (now % 1000) + 5)
    }
    tick()
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [])
  return nowMs
}
