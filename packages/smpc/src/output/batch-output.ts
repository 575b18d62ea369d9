import { argmaxCost, dealArgmax, prepareArgmax } from "../layers/argmax.ts"
import type { Plan } from "../plan/plan.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { wordsToBytes } from "../sharing/bytes.ts"
import { type Cost, FREE, inTurn } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { type Planes, packPlanes } from "../sharing/planes.ts"
import type { Words } from "../sharing/ring.ts"
import { dealTally, prepareTally, type Tally, tallyCost } from "./tally.ts"

/** What a batch leaves a party with. A share is for the client alone: with both, it opens what its plan says. */
export type BatchOutput =
  | { readonly kind: "share"; readonly share: Uint8Array<ArrayBuffer> }
  /** Stays with the party until the score is opened. */
  | { readonly kind: "tally"; readonly tally: Tally }

/** The material of the output comes behind that of the steps: the argmax's layer, then the tally's. */
export const outputLayers = ({ steps }: Plan) => ({ argmax: steps.length, tally: steps.length + 1 })

export function outputCost({ output, classes, argmax }: Plan, rows: number): Cost {
  if (argmax === undefined) return FREE
  const winners = argmaxCost(argmax, rows)
  return output === "label" ? winners : inTurn(winners, tallyCost(classes, rows))
}

/** @param materialOf a layer's @param scoreKey of this session's tags */
export function dealOutput(
  materialOf: (layer: number) => DealerMaterial,
  plan: Plan,
  scoreKey: Words,
  rows: number,
): void {
  const { output, classes, argmax } = plan
  const layers = outputLayers(plan)
  if (argmax) dealArgmax(materialOf(layers.argmax), argmax, rows)
  if (output === "score") dealTally(materialOf(layers.tally), scoreKey, classes, rows)
}

/** @returns an exchange from shares of the scores, and of the labels where rows are counted, to the output */
export function prepareOutput(
  materialOf: (layer: number) => PartyMaterial,
  plan: Plan,
  keyShare: Words,
  rows: number,
): (scores: Words, labels: Planes) => Exchange<BatchOutput> {
  const { output, classes } = plan
  const layers = outputLayers(plan)
  if (plan.argmax === undefined)
    // biome-ignore lint/correctness/useYield: scores are cut by the last step, and nothing is left to say
    return function* (scores) {
      return { kind: "share", share: wordsToBytes(scores) }
    }
  const choose = prepareArgmax(materialOf(layers.argmax), plan.argmax, rows)
  if (output === "label")
    return function* (scores) {
      return { kind: "share", share: packPlanes(yield* choose(scores), rows) }
    }
  const tally = prepareTally(materialOf(layers.tally), keyShare, classes, rows)
  return function* (scores, labels) {
    return { kind: "tally", tally: yield* tally(yield* choose(scores), labels) }
  }
}
