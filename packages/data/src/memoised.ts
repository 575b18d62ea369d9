const KEPT_RESULTS = 1_024

/**
 * The same function, remembering its results while there are few different arguments: most columns repeat their
 * cells. Once there are many it remembers nothing, because looking up would cost more than it saves.
 * @param of a pure function.
 */
export function memoised<T>(of: (cell: string) => T): (cell: string) => T {
  const results = new Map<string, T>()
  return (cell) => {
    if (results.size === KEPT_RESULTS) return of(cell)
    const known = results.get(cell)
    if (known !== undefined) return known
    const result = of(cell)
    results.set(cell, result)
    return result
  }
}
