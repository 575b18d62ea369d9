import { numberReading } from "../numbers.ts"

/**
 * Guess whether the first record names the columns: no cell of it is empty or a number, no name stands twice, and
 * none of them stands below as a value. Duplicate names alone do not speak against it when some column below holds
 * numbers.
 */
export function looksLikeHeader([first, ...below]: readonly string[][]): boolean {
  if (first === undefined) return false
  const names = first.map((cell) => cell.trim())
  if (names.some((name) => name !== "" && numberReading(name) !== "none")) return false
  if (names.every((name) => name === "")) return false
  if (below.length === 0) return true
  const numbersBelow = names.some((_, index) =>
    below.every((cells) => numberReading(cells[index] ?? "") !== "none"),
  )
  if (numbersBelow) return true
  return names.every((name, index) => !below.some((cells) => cells[index]?.trim() === name))
}
