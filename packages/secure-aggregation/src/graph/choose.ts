import { completeGraph, type GraphRule } from "./graph.ts"
import { ringGraph, ringParameters } from "./ring.ts"

/** Up to here one byte names a share's position, and everybody shares with everybody. */
const LARGEST_COMPLETE = 255
/** A ring whose neighbourhoods hold nearly everybody costs as much as the complete graph and promises less. */
const LARGEST_RING_SHARE = 0.8

/** The protocol's rule: the complete graph up to 255 owners, the ring above, the complete graph where no ring holds. */
export const protocolGraph: GraphRule = (policy, roster) => {
  const size = roster.identityKeys.length
  const ring = size > LARGEST_COMPLETE ? ringParameters(policy, size) : undefined
  return ring !== undefined && ring.degree <= LARGEST_RING_SHARE * (size - 1)
    ? ringGraph(ring, roster)
    : completeGraph(policy, roster)
}
