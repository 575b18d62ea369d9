import { permutation, seededRandom } from "@tutti/learning"

/** Which rows of a table go where; indices into that table. */
export type Deal = {
  /** Measured on at the end, and dealt to nobody. */
  heldOut: readonly number[]
  /** One list per owner, none of them empty; their lengths differ by one at most. */
  owners: readonly (readonly number[])[]
  /** How often a row was dealt that another owner holds already: 0 unless there are more owners than rows. */
  dealtAgain: number
}

/**
 * Keep a share of the rows apart, then deal the others like cards, all in a seeded order. Where owners outnumber
 * the rows that are left, the dealing goes round again, so that everybody holds a row and no held-out row is
 * ever trained on.
 * @param rows at least 2.
 * @param heldOutShare in (0, 1); at least one row stays on either side.
 */
export function dealRows(rows: number, owners: number, heldOutShare: number, seed: number): Deal {
  const order = [...permutation(rows, seededRandom(seed, "deal"))]
  const heldOutRows = Math.min(rows - 1, Math.max(1, Math.round(rows * heldOutShare)))
  const training = order.slice(heldOutRows)
  const cards = Math.max(training.length, owners)
  const hands = Array.from({ length: owners }, (): number[] => [])
  for (let card = 0; card < cards; card++) {
    const row = training[card % training.length]
    if (row !== undefined) hands[card % owners]?.push(row)
  }
  return { heldOut: order.slice(0, heldOutRows), owners: hands, dealtAgain: cards - training.length }
}
