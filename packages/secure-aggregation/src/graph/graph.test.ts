import { webRandom } from "@tutti/crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { policyFor } from "../scenarios/round.ts"
import { protocolGraph } from "./choose.ts"
import { neighbourSlot, type RoundGraph } from "./graph.ts"
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
        if (a !== b && holders.includes(b))
          expect(neighbourSlot(graph, a, b)).toBe(graph.neighbours(a).indexOf(b))
      }),
      { numRuns: 60 },
    )
  })

  test("another nonce in the roster, another ring", () => {
    const one = roster(300)
    const ring = (changed: object) =>
      protocolGraph(policy(300, 500, 200), { ...one, ...changed }).neighbours(0)
    expect(ring({})).toEqual(ring({}))
    expect(ring({ rosterHash: webRandom(32) })).not.toEqual(ring({}))
  })
})
