import { unsafeSeededRandom } from "@tutti/testkit"
import { dealRectify, prepareRectify } from "../comparison/rectify.ts"
import type { Gate } from "../comparison/truncation.ts"
import { elementsIn, type Words } from "../sharing/ring.ts"
import { type SharePair, shareWords } from "../sharing/shares.ts"
import { dealtFrom, seededStreams } from "./dealt.ts"
import { type Together, together } from "./together.ts"

export type Rectified = { readonly value: Words; readonly rounds: Together<Words>["rounds"] }

/** The whole gate on shares of z, between two parties. */
export function rectified(
  gate: Gate,
  z: Words,
  {
    streams = seededStreams("rectified"),
    shares = shareWords(gate.ring, z, unsafeSeededRandom("shares")),
  }: { streams?: ReturnType<typeof seededStreams>; shares?: SharePair } = {},
): Rectified {
  const count = elementsIn(gate.ring, z)
  const { parties } = dealtFrom(streams, (dealer) => dealRectify(dealer, gate, count))
  const [first, second] = parties.map((material) => prepareRectify(material, gate, count))
  if (!first || !second) throw new Error("two parties")
  const { results, rounds } = together(first(shares[0]), second(shares[1]))
  return { value: gate.ring.add(results[0], results[1]), rounds }
}
