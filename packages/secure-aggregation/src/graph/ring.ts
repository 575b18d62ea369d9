import { constantTimeEqual, sha256 } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { type AggregationPolicy, corruptOwners } from "../parameters/policy.ts"
import { labelled } from "../transcript/fields.ts"
import { fieldFor, type RoundGraph, type RoundRoster } from "./graph.ts"
import { upperQuantile } from "./hypergeometric.ts"

/** Failure of the corruption bound, after the relay has ground 2⁴⁰ rosters; of the drop-out bound. */
const CORRUPTION_BITS = 80
const DROPOUT_BITS = 20
const SMALLEST_DEGREE = 4

export type RingParameters = {
  /** k: neighbours of each owner, half on each side. */
  readonly degree: number
  /** t = q */
  readonly threshold: number
  /** c and d: corrupt owners and drop-outs that any closed neighbourhood withstands. */
  readonly corrupt: number
  readonly dropouts: number
}

/**
 * The smallest even k for which t = k/2 + c + 2 of the k + 1 holders remain after the drop-outs, with c and d the
 * upper quantiles over all neighbourhoods; undefined when no k below n − 1 does.
 * c counts the corrupt owners of the whole study, because the relay chooses who is in the round.
 * @see docs/protocol.md [SA2] for why t = k/2 + c + 2 leaves at most one opened sum
 */
export function ringParameters(policy: AggregationPolicy, size: number): RingParameters | undefined {
  const corrupt = Math.min(corruptOwners(policy), size - 1)
  const dropouts = Math.min(Math.floor((policy.dropoutPerTenThousand * size) / 10_000), size - 1)
  const isAsBefore = last.size === size && last.corrupt === corrupt && last.dropouts === dropouts
  if (!isAsBefore) last = { size, corrupt, dropouts, ring: smallestRing(size, corrupt, dropouts) }
  return last.ring
}

/** What was asked last is asked again by the next round: it follows from three numbers and takes milliseconds. */
let last: { size: number; corrupt: number; dropouts: number; ring: RingParameters | undefined } = {
  size: 0,
  corrupt: 0,
  dropouts: 0,
  ring: undefined,
}

function smallestRing(
  size: number,
  corruptInRound: number,
  dropoutsInRound: number,
): RingParameters | undefined {
  for (let degree = SMALLEST_DEGREE; degree <= size - 2; degree += 2) {
    const corrupt = upperQuantile(size - 1, corruptInRound, degree, CORRUPTION_BITS, size)
    const dropouts = upperQuantile(size - 1, dropoutsInRound, degree, DROPOUT_BITS, size)
    const threshold = degree / 2 + corrupt + 2
    if (threshold <= degree + 1 - dropouts) return { degree, threshold, corrupt, dropouts }
  }
  return undefined
}

/** Every owner with k/2 on each side of it, on a circle that nobody can arrange: its order hashes fresh nonces. */
export function ringGraph({ degree, threshold }: RingParameters, roster: RoundRoster): RoundGraph {
  const size = roster.identityKeys.length
  const order = ringOrder(roster)
  const places = new Array<number>(size)
  for (const [place, position] of order.entries()) places[position] = place
  // An owner asks for its own neighbourhood only, the relay for all of them: each is worked out when asked for.
  const neighbourhoods: (readonly number[] | undefined)[] = []
  const around = (position: number): readonly number[] => {
    const known = neighbourhoods[position]
    if (known !== undefined) return known
    const first = (places[position] ?? 0) - degree / 2 + size
    const arc = Uint32Array.from({ length: degree + 1 }, (_, step) => order[(first + step) % size] ?? 0)
    const closed = Array.from(arc.sort())
    neighbourhoods[position] = closed
    return closed
  }
  return {
    kind: "ring",
    size,
    threshold,
    field: fieldFor(size),
    neighbours: (position) => around(position).filter((other) => other !== position),
    holders: around,
    slot: (holder, owner) => placeIn(around(holder), owner),
  }
}

/** Where a number stands among ascending ones; −1 when it does not. */
function placeIn(ascending: readonly number[], wanted: number): number {
  let [from, to] = [0, ascending.length]
  while (from < to) {
    const middle = (from + to) >> 1
    if ((ascending[middle] ?? 0) < wanted) from = middle + 1
    else to = middle
  }
  return ascending[from] === wanted ? from : -1
}

/** Positions in their order on the circle: by SHA-256 of a seed that covers every owner's nonce, and the identity. */
function ringOrder({ offerHash, rosterHash, identityKeys }: RoundRoster): readonly number[] {
  const seed = sha256(labelled("fa/ring/1", offerHash, rosterHash))
  if (constantTimeEqual(lastOrder.seed, seed)) return lastOrder.order
  const keyed = identityKeys.map((key, position) => ({
    position,
    rank: sha256(labelled("fa/ring-place/1", concatBytes(seed, key))),
  }))
  const order = keyed.sort((a, b) => compare(a.rank, b.rank)).map(({ position }) => position)
  lastOrder = { seed, order }
  return order
}

/** A process that holds many owners of one round asks once for each; the seed covers all that the order depends on. */
let lastOrder: { seed: Uint8Array; order: readonly number[] } = { seed: new Uint8Array(0), order: [] }

function compare(a: Uint8Array, b: Uint8Array): number {
  const different = a.findIndex((byte, index) => byte !== b[index])
  return different < 0 ? 0 : (a[different] ?? 0) - (b[different] ?? 0)
}
