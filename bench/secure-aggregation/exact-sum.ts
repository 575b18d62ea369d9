import type { Measurement } from "../harness/measurement.ts"
import { policyFor } from "./policies.ts"
import { runRound } from "./round.ts"

const OWNERS = 40
const LANES = 10_000
/** None, one and as many as the policy lets go. */
const LEAVING = [0, 1, 4]

export const measurement: Measurement = {
  name: "secure-aggregation/exact-sum",
  what: `rounds of ${OWNERS} owners and ${LANES} lanes whose opened sum differs in any bit from the sum of the survivors' vectors; a run is a round with ${LEAVING.join(", ")} drop-outs`,
  unit: "rounds",
  bar: 0,
  anchor: { name: "DISCO: error 1e-4 in every round", value: 1 },
  async run() {
    const wrong: number[] = []
    for (const leaving of LEAVING) {
      const { isExact } = await runRound({ owners: OWNERS, lanes: LANES, leaving, policy: policyFor(OWNERS) })
      wrong.push(isExact ? 0 : 1)
    }
    return wrong
  },
}
