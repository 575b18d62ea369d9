import { type Measurement, median } from "../harness/measurement.ts"
import { LANES, policyFor } from "./policies.ts"
import { runRound, totalMs } from "./round.ts"

const OWNERS = 100

export const measurement: Measurement = {
  name: "secure-aggregation/owner-100",
  what: `CPU of one owner to mask ${LANES} lanes among ${OWNERS} owners, from the delivered shares to the signed masked vector; a run is an owner; the whole round of an owner is printed beside it`,
  unit: "ms",
  bar: 120,
  anchor: { name: "DISCO", value: 1_336 },
  async run() {
    const { ownerMs } = await runRound({ owners: OWNERS, lanes: LANES, policy: policyFor(OWNERS) })
    console.error(`the whole round of an owner: ${median(ownerMs.map(totalMs)).toFixed(0)} ms of CPU`)
    return ownerMs.map(({ masked }) => masked)
  },
}
