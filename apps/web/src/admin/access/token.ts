/*
 * Who holds a token may act. It arrives in the fragment of a link, which no browser sends anywhere, is taken out of
 * the address bar at once, and is kept for this tab until it is closed.
 */

const keyOf = (scope: string) => `tutti.token/${scope}`

/** The page's address as far as tokens go, so that tests can hand in their own. */
export type Address = Pick<Location, "hash" | "pathname" | "search">

/** @param scope "admin", or "watch/STUDY" for an observer. */
export function takeToken(
  scope: string,
  address: Address,
  storage: Pick<Storage, "getItem" | "setItem">,
  cleanAddress: (path: string) => void,
): string | null {
  const brought = address.hash.slice(1)
  if (!looksLikeToken(brought)) return storage.getItem(keyOf(scope))
  keepToken(scope, brought, storage)
  cleanAddress(address.pathname + address.search)
  return brought
}

export function keepToken(scope: string, token: string, storage: Pick<Storage, "setItem">): void {
  storage.setItem(keyOf(scope), token)
}

export function forgetToken(scope: string, storage: Pick<Storage, "removeItem">): void {
  storage.removeItem(keyOf(scope))
}

/** What somebody pasted: a whole admin link, or the token alone. Null when it is neither. */
export function tokenIn(pasted: string): string | null {
  const token = pasted.trim().split("#").at(-1) ?? ""
  return looksLikeToken(token) ? token : null
}

/** An in-page anchor such as #content is no token. */
function looksLikeToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{16,128}$/.test(text)
}
