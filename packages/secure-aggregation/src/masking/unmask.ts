import type { RoundSuite } from "@tutti/crypto"
import { pairMaskKey } from "../keys/schedule.ts"
import { applyMasks, type LaneBits, type Lanes, type MaskTerm, pairSign } from "./mask.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** One piece of unmasking. Plain data, so that it crosses to a worker thread; its secrets are opened ones. */
export type UnmaskTask =
  /** Take a survivor's self mask off. */
  | { readonly kind: "self"; readonly key: Bytes }
  /** Take off the masks that survivors share with one owner that dropped out after sharing. */
  | {
      readonly kind: "pairs"
      /** Seed of the dropped owner's X25519 pair. */
      readonly maskKeySeed: Bytes
      readonly dropped: number
      readonly salt: Bytes
      readonly survivors: readonly { readonly index: number; readonly maskKey: Bytes }[]
    }

/**
 * What must be added to the masked sum so that these masks are gone.
 * @param words length of the vector in 32-bit words
 * @returns [words]; the sum of the results of any split of the tasks is the result of all of them.
 */
export async function runUnmaskTasks(
  suite: RoundSuite,
  bits: LaneBits,
  words: number,
  tasks: readonly UnmaskTask[],
): Promise<Lanes> {
  const correction = new Uint32Array(words)
  for (const task of tasks) await applyMasks(suite, bits, correction, await termsOf(suite, task))
  return correction
}

async function termsOf(suite: RoundSuite, task: UnmaskTask): Promise<MaskTerm[]> {
  if (task.kind === "self") return [{ key: task.key, sign: -1 }]
  const pair = await suite.agreementKey(task.maskKeySeed)
  const terms: MaskTerm[] = []
  for (const { index, maskKey } of task.survivors) {
    const agreed = await pair.agree(maskKey)
    // The survivor itself agreed with this key, so it is not of small order.
    if (agreed === undefined) throw new Error("a survivor's mask key cannot be agreed with")
    const sign = pairSign(index, task.dropped) === 1 ? -1 : 1
    terms.push({ key: pairMaskKey(agreed, task.salt, index, task.dropped), sign })
  }
  return terms
}
