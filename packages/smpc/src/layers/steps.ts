import type { PreparedMatrix } from "@tutti/ring"
import { dealLinear, linearCost, prepareLinear } from "../arithmetic/linear.ts"
import type { HeldWeights } from "../arithmetic/masked-weights.ts"
import { dealRectify, prepareRectify, rectifyCost } from "../comparison/rectify.ts"
import { dealTruncation, prepareTruncation, truncationCost } from "../comparison/truncation.ts"
import type { Step } from "../plan/plan.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, FREE } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import type { Ring, Words } from "../sharing/ring.ts"
import { averagePool } from "./average-pool.ts"
import { dealMaxPool, maxPoolCost, prepareMaxPool } from "./max-pool.ts"

/* Every kind of step three times: what it costs, what the dealer does for it, what a party does. */

export function stepCost(ring: Ring, step: Step, rows: number): Cost {
  switch (step.kind) {
    case "linear":
      return linearCost(ring, step, rows)
    case "truncate":
      return truncationCost(step.gate, rows * step.count)
    case "rectify":
      return rectifyCost(step.gate, rows * step.count)
    case "max-pool":
      return maxPoolCost(step, rows)
    case "average-pool":
      return FREE
  }
}

/** @param mask of a linear step's weights */
export function dealStep(
  dealer: DealerMaterial,
  ring: Ring,
  step: Step,
  mask: PreparedMatrix | undefined,
  rows: number,
): void {
  switch (step.kind) {
    case "linear":
      if (mask === undefined) throw new Error("a linear step without the mask of its weights")
      dealLinear(dealer, ring, step, mask, rows)
      return
    case "truncate":
      dealTruncation(dealer, step.gate, rows * step.count)
      return
    case "rectify":
      dealRectify(dealer, step.gate, rows * step.count)
      return
    case "max-pool":
      dealMaxPool(dealer, step, rows)
      return
    case "average-pool":
      return
  }
}

/** @param held weights of a linear step @returns an exchange from shares of what goes in to shares of what comes out */
export function prepareStep(
  material: PartyMaterial,
  ring: Ring,
  step: Step,
  held: HeldWeights | undefined,
  rows: number,
): (input: Words) => Exchange<Words> {
  switch (step.kind) {
    case "linear":
      if (held === undefined) throw new Error("a linear step without weights")
      return prepareLinear(material, ring, step, held, rows)
    case "truncate": {
      const truncate = prepareTruncation(material, step.gate, rows * step.count)
      return function* (input) {
        return (yield* truncate(input)).share
      }
    }
    case "rectify":
      return prepareRectify(material, step.gate, rows * step.count)
    case "max-pool":
      return prepareMaxPool(material, step, rows)
    case "average-pool":
      // biome-ignore lint/correctness/useYield: a step in which nothing is said
      return function* (input) {
        return averagePool(ring, step, input)
      }
  }
}
