import fc from "fast-check"
import { expect, test } from "vitest"
import { seededRandom } from "../seeded-random.ts"
import { shuffledBatches } from "./batches.ts"

const plan = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  epochs: fc.integer({ min: 1, max: 4 }),
  batchSize: fc.integer({ min: 1, max: 50 }),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
})

/** Row r has the features 10·r and 10·r + 1 and the target −r. */
function numberedRows(rows: number) {
  const features = Float32Array.from({ length: 2 * rows }, (_, index) => 10 * (index >> 1) + (index & 1))
  return { features, targets: Float32Array.from({ length: rows }, (_, row) => -row), rows }
}

test("each epoch holds every row once, whole and with its target", () => {
  fc.assert(
    fc.property(plan, ({ rows, epochs, batchSize, seed }) => {
      const batches = [
        ...shuffledBatches(numberedRows(rows), epochs, batchSize, seededRandom(seed, "shuffle")),
      ]
      const seen = batches.flatMap((batch) =>
        Array.from(batch.targets, (target, index) => {
          expect(batch.features.slice(2 * index, 2 * index + 2)).toEqual(
            Float32Array.of(-10 * target, -10 * target + 1),
          )
          return -target
        }),
      )
      const all = Array.from({ length: rows }, (_, row) => row)
      for (let epoch = 0; epoch < epochs; epoch++)
        expect(seen.slice(epoch * rows, (epoch + 1) * rows).sort((a, b) => a - b)).toEqual(all)
      expect(seen).toHaveLength(epochs * rows)
    }),
  )
})

test("batches are full but for the last of an epoch, and the last epoch is marked", () => {
  fc.assert(
    fc.property(plan, ({ rows, epochs, batchSize, seed }) => {
      const batches = [
        ...shuffledBatches(numberedRows(rows), epochs, batchSize, seededRandom(seed, "shuffle")),
      ]
      const sizes = Array.from({ length: Math.ceil(rows / batchSize) }, (_, index) =>
        Math.min(batchSize, rows - index * batchSize),
      )
      expect(batches.map((batch) => batch.rows)).toEqual(new Array(epochs).fill(sizes).flat())
      expect(batches.filter(({ lastEpoch }) => lastEpoch)).toEqual(batches.slice(-sizes.length))
    }),
  )
})

test("epochs differ in their order", () => {
  const orders = [...shuffledBatches(numberedRows(20), 3, 20, seededRandom(1, "shuffle"))]
  expect(new Set(orders.map(({ targets }) => targets.join())).size).toBe(3)
})
