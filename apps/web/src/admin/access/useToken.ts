import { useCallback, useEffect, useState } from "react"
import { forgetToken, keepToken, takeToken } from "./token.ts"

const take = (scope: string) =>
  takeToken(scope, location, sessionStorage, (path) => history.replaceState(history.state, "", path))

/** The token of this tab. A link pasted over the address of an open page changes the fragment only: it counts too. */
export function useToken(scope: string) {
  const [token, setToken] = useState(() => take(scope))
  useEffect(() => {
    const onHash = () => setToken(take(scope))
    addEventListener("hashchange", onHash)
    return () => removeEventListener("hashchange", onHash)
  }, [scope])
  const keep = useCallback(
    (given: string) => {
      keepToken(scope, given, sessionStorage)
      setToken(given)
    },
    [scope],
  )
  const forget = useCallback(() => {
    forgetToken(scope, sessionStorage)
    setToken(null)
  }, [scope])
  return { token, keep, forget }
}
