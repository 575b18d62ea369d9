/*
 * A model of the rule that thresholds follow: no keys and no vectors, only who is told what. A relay with corrupt
 * owners shows different owners different sharers (U1) and survivors (A); the owners follow the protocol's checks.
 * It counts the owners whose two seeds came out, and the rounds in which more than one honest sum did. A trial takes
 * a microsecond, so that strategies are tried by the hundred thousand. Sets of positions are bits of one number,
 * which leaves room for 31 owners.
 */

type Positions = number

export type ViewGraph = {
  readonly size: number
  /** By position: the owner itself and its neighbours. */
  readonly closed: readonly Positions[]
  /** t = q */
  readonly threshold: number
  /** Whether owners want their neighbours' signed word on U1 (M6 on the ring). */
  readonly vouched: boolean
}

type View = { readonly sharers: Positions; readonly survivors: Positions }

/** What the relay does in one round. */
export type Deception = {
  readonly corrupt: Positions
  readonly views: readonly View[]
  /** By position: the view that this owner is shown. */
  readonly shown: readonly number[]
  /** Owners whose confirmation the relay passes on, or lets come in time. */
  readonly confirming: Positions
}

export type Found = {
  /** Honest owners whose vector was sent and both of whose seeds the relay has. */
  readonly bothSeeds: Positions
  /** Sets of honest owners whose vectors' sum the relay has, each without a mask on it. */
  readonly opened: readonly Positions[]
}

const has = (set: Positions, position: number) => ((set >>> position) & 1) === 1
const only = (position: number): Positions => (1 << position) >>> 0

export function count(set: Positions): number {
  let rest = set - ((set >>> 1) & 0x5555_5555)
  rest = (rest & 0x3333_3333) + ((rest >>> 2) & 0x3333_3333)
  return (((rest + (rest >>> 4)) & 0x0f0f_0f0f) * 0x0101_0101) >>> 24
}

/** What the relay has at the end of the round. */
export function playViews({ size, closed, threshold, vouched }: ViewGraph, deception: Deception): Found {
  const { corrupt, views, shown, confirming } = deception
  const view = (position: number) => views[shown[position] ?? 0] ?? { sharers: 0, survivors: 0 }
  const around = (position: number) => closed[position] ?? 0

  // M4 → M5: an owner sends its masked vector when it is among the sharers and enough around it are.
  let sent: Positions = 0
  // M6 → M7: it confirms when it is among the survivors, enough around it are, and all of them vouch for its U1.
  let confirmed: Positions = 0
  for (let u = 0; u < size; u++) {
    if (has(corrupt, u)) continue
    const { sharers, survivors } = view(u)
    if (!has(sharers, u) || count(around(u) & sharers) < threshold) continue
    sent |= only(u)
    if (has(survivors, u) && has(confirming, u) && count(around(u) & survivors) >= threshold)
      confirmed |= only(u)
  }
  if (vouched)
    for (let u = 0; u < size; u++) {
      if (!has(confirmed, u)) continue
      const { sharers, survivors } = view(u)
      for (let other = 0; other < size; other++) {
        const asked = has(around(u) & survivors & ~corrupt, other)
        if (asked && !(has(sent, other) && view(other).sharers === sharers)) confirmed &= ~only(u)
      }
    }

  // M8 → M9: with a quorum around it, it opens one share of each. Corrupt holders give both of theirs.
  const selfShares = new Array<Positions>(size)
  const maskShares = new Array<Positions>(size)
  for (let u = 0; u < size; u++) selfShares[u] = maskShares[u] = around(u) & corrupt
  for (let holder = 0; holder < size; holder++) {
    if (!has(confirmed, holder)) continue
    const { sharers, survivors } = view(holder)
    let agreeing: Positions = corrupt
    for (let other = 0; other < size; other++)
      if (has(confirmed, other) && view(other).sharers === sharers && view(other).survivors === survivors)
        agreeing |= only(other)
    if (count(around(holder) & agreeing) < threshold) continue
    for (let u = 0; u < size; u++) {
      if (!has(around(holder) & sharers, u)) continue
      const shares = has(survivors, u) ? selfShares : maskShares
      shares[u] = (shares[u] ?? 0) | only(holder)
    }
  }
  let selfOpen: Positions = 0
  let maskOpen: Positions = 0
  for (let u = 0; u < size; u++) {
    if (has(corrupt, u)) continue
    if (count(selfShares[u] ?? 0) >= threshold) selfOpen |= only(u)
    if (count(maskShares[u] ?? 0) >= threshold) maskOpen |= only(u)
  }
  const sharersOf = (u: number) => (has(sent, u) ? view(u).sharers : 0)
  return {
    bothSeeds: (selfOpen & maskOpen & sent) >>> 0,
    opened: openedSums(size, closed, corrupt, sent & ~maskOpen, maskOpen, selfOpen, sharersOf),
  }
}

/**
 * Sums without masks. Vectors under one pairwise mask belong to one sum; a mask goes when both owners put it on, or
 * when either's mask seed is open. Masks are taken to cancel even under different U1, which gives the relay more
 * than it can have: the keys depend on U1.
 */
function openedSums(
  size: number,
  closed: readonly Positions[],
  corrupt: Positions,
  hidden: Positions,
  maskOpen: Positions,
  selfOpen: Positions,
  sharersOf: (position: number) => Positions,
): Positions[] {
  const others = (u: number) => (closed[u] ?? 0) & ~only(u) & ~corrupt
  const opened: Positions[] = []
  for (let left = hidden; left !== 0; ) {
    let sum: Positions = left & -left
    for (let grown = true; grown; ) {
      const before = sum
      for (let u = 0; u < size; u++)
        if (has(sum, u))
          for (let y = 0; y < size; y++)
            if (has(others(u) & hidden, y) && (has(sharersOf(u), y) || has(sharersOf(y), u))) sum |= only(y)
      grown = sum !== before
    }
    left &= ~sum
    let clean = (sum & ~selfOpen) === 0
    for (let u = 0; u < size && clean; u++)
      if (has(sum, u))
        for (let y = 0; y < size; y++)
          if (has(others(u) & ~maskOpen, y) && has(sharersOf(u), y) !== has(sharersOf(y), u)) clean = false
    if (clean) opened.push(sum >>> 0)
  }
  return opened
}

/** Whole numbers below `bound`, repeatably: a generator by Marsaglia, of no strength. @see Marsaglia 2003, "Xorshift RNGs" */
export function seededBelow(seed: number): (bound: number) => number {
  let state = seed | 1
  return (bound) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % bound
  }
}

/**
 * A strategy at random, near to what could work: few views that differ in arcs of up to `arc` neighbouring positions,
 * and each shown to neighbouring owners, with a few exceptions.
 */
export function randomDeception(
  size: number,
  corruptOwners: number,
  viewCount: number,
  arc: number,
  below: (bound: number) => number,
): Deception {
  const everybody = only(size) - 1
  const without = (set: Positions, arcs: number) => {
    let rest = set
    for (let cut = 0; cut < arcs; cut++) {
      const start = below(size)
      const length = 1 + below(arc)
      for (let step = 0; step < length; step++) rest &= ~only((start + step) % size)
    }
    return rest
  }
  let corrupt: Positions = 0
  while (count(corrupt) < corruptOwners) corrupt |= only(below(size))
  const views: View[] = []
  for (let index = 0; index < viewCount; index++) {
    const own = without(everybody, below(3))
    const sharers = index > 0 && below(2) === 0 ? (views[0]?.sharers ?? own) : own
    let survivors = without(sharers, below(4))
    if (below(3) === 0) survivors &= ~only(below(size))
    views.push({ sharers, survivors })
  }
  const starts = views.map(() => below(size))
  let confirming: Positions = 0
  const shown = Array.from({ length: size }, (_, owner) => {
    if (below(12) !== 0) confirming |= only(owner)
    if (below(10) === 0) return below(viewCount)
    const distances = starts.map((start) => (owner - start + size) % size)
    return distances.indexOf(Math.min(...distances))
  })
  return { corrupt, views, shown, confirming }
}
