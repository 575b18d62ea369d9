import { describe, expect, test } from "vitest"
import { completeGraph, completeGraphWithThreshold, type RoundGraph } from "../graph/graph.ts"
import { policyFor } from "./round.ts"
import {
  count,
  type Deception,
  playViews,
  randomDeception,
  seededBelow,
  type ViewGraph,
} from "./view-check.ts"

const bits = (positions: readonly number[]) => positions.reduce((set, position) => set | (1 << position), 0)

const modelOf = (graph: RoundGraph): ViewGraph => ({
  size: graph.size,
  closed: Array.from({ length: graph.size }, (_, position) => bits(graph.holders(position))),
  threshold: graph.threshold,
  vouched: graph.kind === "ring",
})

/** A ring in the order of positions, so that arcs of positions are arcs of the ring. */
const ring = (size: number, degree: number, threshold: number): ViewGraph => ({
  size,
  closed: Array.from({ length: size }, (_, position) =>
    bits(Array.from({ length: degree + 1 }, (_, step) => (position + step - degree / 2 + size) % size)),
  ),
  threshold,
  vouched: true,
})

type Trials = { graph: ViewGraph; corrupt: number; views: number; arc: number; trials: number }

function tally({ graph, corrupt, views, arc, trials }: Trials) {
  const below = seededBelow(20_260_101)
  const result = { bothSeeds: 0, split: 0, opened: 0, smallest: graph.size, otherThanTold: 0 }
  for (let trial = 0; trial < trials; trial++) {
    const deception = randomDeception(graph.size, corrupt, views, arc, below)
    const { bothSeeds, opened } = playViews(graph, deception)
    if (bothSeeds !== 0) result.bothSeeds += 1
    if (opened.length > 1) result.split += 1
    if (opened.length > 0) result.opened += 1
    for (const sum of opened) {
      result.smallest = Math.min(result.smallest, count(sum))
      if (!isHonestPartOfAView(sum, deception)) result.otherThanTold += 1
    }
  }
  return result
}

const isHonestPartOfAView = (sum: number, { views, corrupt }: Deception) =>
  views.some(({ survivors }) => (survivors & ~corrupt) >>> 0 === sum)

const complete = (size: number) => completeGraph(policyFor(size), rosterOf(size))
const rosterOf = (size: number) => ({
  offerHash: new Uint8Array(32),
  rosterHash: new Uint8Array(32),
  identityKeys: Array.from({ length: size }, () => new Uint8Array(32)),
})

const cases = [5, 6, 7].flatMap((size) => [2, 3].map((views) => [size, views] as const))

describe("[SA2] different views for different owners, complete graph, one corrupt owner", () => {
  test.each(cases)("%i owners, %i views: never both seeds, never two sums", (size, views) => {
    const graph = modelOf(complete(size))
    const found = tally({ graph, corrupt: 1, views, arc: 2, trials: 30_000 })
    expect(found).toMatchObject({ bothSeeds: 0, split: 0, otherThanTold: 0 })
    expect(found.opened).toBeGreaterThan(100)
    expect(found.smallest).toBe(graph.threshold - 1)
  })

  test.each(cases)("%i owners, %i views, t one lower: both seeds come out", (size, views) => {
    const graph = modelOf(completeGraphWithThreshold(size, complete(size).threshold - 1))
    const found = tally({ graph, corrupt: 1, views, arc: 2, trials: 10_000 })
    expect(found.bothSeeds).toBeGreaterThan(0)
  })

  test("t one lower: one round gives two sums", () => {
    const graph = modelOf(completeGraphWithThreshold(6, complete(6).threshold - 1))
    expect(tally({ graph, corrupt: 1, views: 2, arc: 2, trials: 30_000 }).split).toBeGreaterThan(0)
  })
})

describe("[SA2] all corrupt owners of a study of 60 in one round of 20", () => {
  const study = policyFor(60, { corruptPerTenThousand: 1_000 })
  const round = { corrupt: 6, views: 2, arc: 3, trials: 10_000 }

  test("t follows from the study's size: nothing comes out but one sum of at least t − 6", () => {
    const graph = modelOf(completeGraph(study, rosterOf(20)))
    expect(graph.threshold).toBe(14)
    const found = tally({ graph, ...round })
    expect(found).toMatchObject({ bothSeeds: 0, split: 0, otherThanTold: 0 })
    expect(found.smallest).toBe(8)
  })

  test("t from the round's own size would give both seeds away", () => {
    const graph = modelOf(completeGraphWithThreshold(20, Math.floor((20 + 2) / 2) + 1))
    expect(tally({ graph, ...round }).bothSeeds).toBeGreaterThan(0)
  })
})

describe("[SA2] [D3] different views for different owners, ring of 16 with 6 neighbours", () => {
  const degree = 6
  const corrupt = 0
  const threshold = degree / 2 + corrupt + 2

  test.each([
    [2, 50_000],
    [3, 40_000],
  ])("%i views: never both seeds, never two sums", (views, trials) => {
    const found = tally({ graph: ring(16, degree, threshold), corrupt, views, arc: degree, trials })
    expect(found).toMatchObject({ bothSeeds: 0, split: 0 })
    expect(found.opened).toBeGreaterThan(100)
    expect(found.smallest).toBeGreaterThanOrEqual((degree / 2 + 2) * Math.floor(16 / (1.5 * degree + 1)))
  })

  test.each([
    [2, 20_000],
    [3, 40_000],
  ])("%i views, t one lower: the ring is cut into two sums", (views, trials) => {
    const found = tally({ graph: ring(16, degree, threshold - 1), corrupt, views, arc: degree, trials })
    expect(found.split).toBeGreaterThan(0)
  })
})
