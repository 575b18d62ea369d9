import { dealRectify, prepareRectify } from "../comparison/rectify.ts"
import type { Gate } from "../comparison/truncation.ts"
import { elementsIn, type Words } from "../sharing/ring.ts"
import type { SharePair } from "../sharing/shares.ts"
import { dealtFrom, seededStreams } from "./dealt.ts"
import { type Together, together } from "./together.ts"

export type Rectified = { readonly value: Words; readonly rounds: Together<Words>["rounds"] }

/** The whole gate on shares of z, between two parties. */
export function rectified(
  gate: Gate,
  z: Words,
  {
    streams = seededStreams("rectified"),
    shares = sharesOf(gate, z),
  }: { streams?: ReturnType<typeof seededStreams>; shares?: SharePair } = {},
): Rectified {
  const count = elementsIn(gate.ring, z)
  const { parties } = dealtFrom(streams, (dealer) => dealRectify(dealer, gate, count))
  const [first, second] = parties.map((material) => prepareRectify(material, gate, count))
  if (!first || !second) throw new Error("two parties")
  const { results, rounds } = together(first(shares[0]), second(shares[1]))
  return { value: gate.ring.add(results[0], results[1]), rounds }
}

/** Out of a stream: of a million gates, hashing takes longer than the gates. */
function sharesOf({ ring }: Gate, z: Words): SharePair {
  const first = ring.uniform(seededStreams("shares")()[0].next("inputMask", z.length))
  return [first, ring.subtract(z, first)]
}
