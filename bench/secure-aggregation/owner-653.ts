import type { Measurement } from "../harness/measurement.ts"
import { LANES, policyFor } from "./policies.ts"
import { runRound, totalMs } from "./round.ts"

const OWNERS = 653

export const measurement: Measurement = {
  name: "secure-aggregation/owner-653",
  what: `CPU of one owner in a whole round of ${OWNERS} owners and ${LANES} lanes, on a ring of 132 neighbours; a run is an owner`,
  unit: "s",
  bar: 0.6,
  anchor: { name: "Bonawitz et al. 2017, 500 owners", value: 0.85 },
  async run() {
    const { ownerMs } = await runRound({ owners: OWNERS, lanes: LANES, policy: policyFor(OWNERS) })
    return ownerMs.map((milliseconds) => totalMs(milliseconds) / 1000)
  },
}
