import { webRandom } from "@tutti/crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { policyFor } from "../scenarios/round.ts"
import { protocolGraph } from "./choose.ts"
import { dealing, sealedCount, sealedPlace } from "./dealing.ts"
import { completeThreshold, type RoundGraph } from "./graph.ts"
import { upperQuantile } from "./hypergeometric.ts"
import { ringParameters } from "./ring.ts"

fc.configureGlobal({ seed: 20_260_101 })

const roster = (size: number) => ({
  offerHash: webRandom(32),
  rosterHash: webRandom(32),
  identityKeys: Array.from({ length: size }, () => webRandom(32)),
})
const policy = (size: number, dropouts: number, corrupt: number) =>
  policyFor(size, { dropoutPerTenThousand: dropouts, corruptPerTenThousand: corrupt })

describe("[SA2] degree, threshold, corrupt owners and drop-outs of a neighbourhood", () => {
  // Computed by an independent program in floating point (secagg_graph_reference.py), σ = 80, η = 20.
  test.each([
    [653, 500, 500, 102, 84, 31, 19],
    [653, 1_000, 500, 132, 100, 32, 33],
    [653, 2_000, 500, 206, 137, 32, 70],
    [653, 1_000, 1_000, 204, 163, 59, 42],
    [653, 3_000, 500, 334, 201, 32, 134],
    [1_000, 500, 500, 122, 101, 38, 22],
    [1_000, 1_000, 500, 166, 127, 42, 40],
    [1_000, 2_000, 500, 284, 193, 49, 92],
    [1_000, 1_000, 1_000, 250, 200, 73, 51],
    [10_000, 500, 500, 168, 138, 52, 31],
    [10_000, 1_000, 500, 242, 185, 62, 58],
  ])(
    "%i owners, γ %i, δ %i per ten thousand: k %i, t %i, c %i, d %i",
    (size, dropout, delta, degree, threshold, corrupt, dropouts) => {
      expect(ringParameters(policy(size, dropout, delta), size)).toEqual({
        degree,
        threshold,
        corrupt,
        dropouts,
      })
    },
  )

  test("the quantile is the first value whose tail is small enough, counted out for small numbers", () => {
    // 3 of 6 marked, 3 drawn: P[X > 2] = 1/20, P[X > 1] = 10/20.
    expect(upperQuantile(6, 3, 3, 4, 1)).toBe(2)
    expect(upperQuantile(6, 3, 3, 1, 1)).toBe(1)
    expect(upperQuantile(6, 3, 3, 5, 1)).toBe(3)
    expect(upperQuantile(6, 3, 3, 0, 1)).toBe(0)
  })

  test("the corrupt owners of the whole study count, however small the round: 218 of 653 need t = 126", () => {
    const graph = protocolGraph(policy(653, 1_000, 500), roster(218))
    expect(graph).toMatchObject({ kind: "complete", size: 218, threshold: 126 })
  })

  test.each([
    [10, 6],
    [50, 27],
    [100, 53],
  ])("the complete graph of %i owners: t = %i", (size, threshold) => {
    expect(protocolGraph(policy(size, 500, 500), roster(size)).threshold).toBe(threshold)
  })
})

describe("every graph", () => {
  const graphs: [string, RoundGraph][] = [
    ["complete, 7", protocolGraph(policy(7, 1_000, 500), roster(7))],
    ["ring, 300", protocolGraph(policy(300, 500, 200), roster(300))],
    ["ring, 653", protocolGraph(policy(653, 1_000, 500), roster(653))],
  ]
  test.each(graphs)("%s: sharing is mutual, slots are places in the holders' order", (name, graph) => {
    expect(name).toContain(graph.kind)
    fc.assert(
      fc.property(fc.nat(graph.size - 1), fc.nat(graph.size - 1), (a, b) => {
        const holders = graph.holders(a)
        expect([...holders]).toEqual([...new Set(holders)].sort((x, y) => x - y))
        expect(holders).toContain(a)
        expect(graph.neighbours(a)).toEqual(holders.filter((other) => other !== a))
        expect(graph.holders(b).includes(a)).toBe(holders.includes(b))
        expect(graph.slot(a, b)).toBe(holders.indexOf(b))
      }),
      { numRuns: 60 },
    )
  })

  test.each(graphs)(
    "[SA3] %s: all but t − 1 neighbours of an owner are sealed their shares",
    (_name, graph) => {
      const received = new Map<number, number>()
      for (let sender = 0; sender < graph.size; sender++) {
        const { agreed, sealed } = dealing(graph, sender)
        expect(agreed).toHaveLength(graph.threshold - 1)
        expect([...agreed, ...sealed].sort((x, y) => x - y)).toEqual(graph.neighbours(sender))
        // Agreed are those that follow; a step backwards on the way round passes position 0.
        const after = [...agreed, ...sealed].filter((other) => other > sender)
        expect([...agreed, ...sealed].slice(0, after.length)).toEqual(after)
        expect(sealed).toHaveLength(sealedCount(graph))
        for (const [place, receiver] of sealed.entries()) {
          expect(sealedPlace(graph, sender, receiver)).toBe(place)
          received.set(receiver, (received.get(receiver) ?? 0) + 1)
        }
        for (const other of [sender, ...agreed]) expect(sealedPlace(graph, sender, other)).toBe(-1)
      }
      // Nobody is sent more than its share of a round where everybody seals as many.
      if (graph.kind === "complete")
        expect([...received.values()]).toEqual(Array(graph.size).fill(sealedCount(graph)))
    },
  )

  test("[SA12] one in ten dropping out, one in twenty corrupt: 20,000 bytes around a vector are enough for any number of owners", () => {
    const complete = Array.from({ length: 253 }, (_, place) => place + 3)
    for (const size of [...complete, 256, 300, 400, 653, 1_000, 3_000, 10_000]) {
      const rules = policy(size, 1_000, 500)
      const { degree, threshold } =
        size <= 255
          ? { degree: size - 1, threshold: completeThreshold(rules, size) }
          : (ringParameters(rules, size) ?? { degree: Number.NaN, threshold: 0 })
      const [shares, opening] = [144 + 80 * (degree + 1 - threshold), 112 + 33 * (degree + 1)]
      // M1, M3, M5 without its lanes, M7 and M9.
      expect(208 + shares + 144 + 112 + opening).toBeLessThanOrEqual(20_000)
    }
  })

  test("a stranger is sealed nothing", () => {
    const graph = protocolGraph(policy(300, 500, 200), roster(300))
    const stranger = Array.from({ length: 300 }, (_, owner) => owner).find(
      (owner) => graph.slot(0, owner) < 0,
    )
    expect(sealedPlace(graph, 0, stranger ?? 0)).toBe(-1)
  })

  test("another nonce in the roster, another ring", () => {
    const one = roster(300)
    const ring = (changed: object) =>
      protocolGraph(policy(300, 500, 200), { ...one, ...changed }).neighbours(0)
    expect(ring({})).toEqual(ring({}))
    expect(ring({ rosterHash: webRandom(32) })).not.toEqual(ring({}))
  })
})
