import type { RefusalCode } from "@tutti/protocol"
import type { Plan } from "../plan/plan.ts"
import { bytesToWords } from "../sharing/bytes.ts"
import { numbersOf } from "../sharing/numbers.ts"
import { packedBytes, planeWords, unpackPlanes, xor } from "../sharing/planes.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Refused = { readonly ok: false; readonly code: RefusalCode }

/**
 * The label of every row, out of both parties' shares.
 * @returns [rows] in [0, plan.classes); E_IN_LABEL if a row has no winner or several, which no honest parties leave
 */
export function openLabels(
  { classes }: Plan,
  rows: number,
  shares: readonly [Bytes, Bytes],
): { readonly ok: true; readonly labels: Uint32Array<ArrayBuffer> } | Refused {
  if (shares.some((share) => share.length !== packedBytes(classes * rows)))
    return { ok: false, code: "E_IN_SHAPE" }
  const won = xor(unpackPlanes(shares[0], classes, rows), unpackPlanes(shares[1], classes, rows))
  const labels = new Uint32Array(rows)
  const winners = new Uint32Array(rows)
  for (let own = 0; own < classes; own++)
    for (let row = 0; row < rows; row++) {
      const word = won[own * planeWords(rows) + (row >> 5)] ?? 0
      if (((word >>> row) & 1) === 0) continue
      labels[row] = own
      winners[row] = (winners[row] ?? 0) + 1
    }
  return winners.every((count) => count === 1) ? { ok: true, labels } : { ok: false, code: "E_IN_LABEL" }
}

/** The scores of every row. @returns [rows, plan.classes] real numbers, cut to f fraction bits */
export function openScores(
  { ring, classes, fractionBits }: Plan,
  rows: number,
  shares: readonly [Bytes, Bytes],
): { readonly ok: true; readonly scores: Float32Array<ArrayBuffer> } | Refused {
  if (shares.some((share) => share.length !== 4 * ring.words * classes * rows))
    return { ok: false, code: "E_IN_SHAPE" }
  const sums = ring.add(bytesToWords(shares[0]), bytesToWords(shares[1]))
  const scores = Float32Array.from(numbersOf(ring, sums), (score) => score / 2 ** fractionBits)
  return { ok: true, scores }
}
