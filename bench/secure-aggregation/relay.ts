import { UnmaskPool } from "@tutti/relay/unmasking"
import type { Measurement } from "../harness/measurement.ts"
import { LANES, policyFor } from "./policies.ts"
import { runRound } from "./round.ts"

const OWNERS = 653

/** Wall time of the relay's side of one round where so many of a hundred owners leave before they send a vector. */
export function relayMeasurement(percent: number, bar: number, anchor: number): Measurement {
  const leaving = Math.floor((OWNERS * percent) / 100)
  const dropoutPerTenThousand = Math.max(1_000, percent * 100)
  return {
    name: `secure-aggregation/relay-${percent}`,
    what: `wall time in which the relay works in a round of ${OWNERS} owners and ${LANES} lanes, its threads included; ${leaving} owners leave after sharing their seeds`,
    unit: "s",
    bar,
    anchor: { name: `Bonawitz et al. 2017, 500 owners, ${percent} %`, value: anchor },
    async run() {
      const masks = new UnmaskPool()
      const size = { owners: OWNERS, lanes: LANES, leaving, policy: policyFor(OWNERS, dropoutPerTenThousand) }
      try {
        // As the relay does it while it waits for the owners' shares.
        masks.makeReady(OWNERS, LANES)
        const { relayMs, isExact } = await runRound(size, (...job) => masks.unmask(...job))
        if (!isExact) throw new Error("the opened sum is not the sum")
        return [relayMs / 1000]
      } finally {
        await masks.close()
      }
    },
  }
}
