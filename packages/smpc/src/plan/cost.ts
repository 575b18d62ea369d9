import { kernelSize } from "../arithmetic/linear.ts"
import { stepCost } from "../layers/steps.ts"
import { outputCost } from "../output/batch-output.ts"
import { type Cost, inTurn } from "../sharing/cost.ts"
import type { Plan } from "./plan.ts"

/** What a batch of so many rows costs: exactly, frames' headers aside. */
export const batchCost = (plan: Plan, rows: number): Cost =>
  inTurn(...plan.steps.map((step) => stepCost(plan.ring, step, rows)), outputCost(plan, rows))

/** Bytes in which each party says the masked weights, once in a session. */
export const weightBytes = ({ ring, steps }: Plan): number =>
  steps.reduce((sum, step) => sum + (step.kind === "linear" ? 4 * ring.words * kernelSize(step) : 0), 0)
