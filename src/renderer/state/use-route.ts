import { useEffect, useState } from 'preact/hooks'
import { parseRoute, type Route } from './route.ts'

/** The route in `location.hash`, no matter what changes it. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const update = () => setHash(location.hash)
    window.addEventListener('hashchange', update)
    // it may have changed before the listener was added
    update()
    return () => window.removeEventListener('hashchange', update)
  }, [])
  return parseRoute(hash)
}
