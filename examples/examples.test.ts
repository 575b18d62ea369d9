import { expect, test } from "vitest"
import { threeOwners } from "./three-owners.ts"

test("three owners: every round is committed with all of them, and the model learns", async () => {
  const curve = await threeOwners(8)
  expect(curve.map(({ round, survivors }) => [round, survivors])).toEqual(
    Array.from({ length: 8 }, (_, index) => [index + 1, 3]),
  )
  const losses = curve.map(({ validationLoss }) => validationLoss ?? Number.NaN)
  expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0)
  expect(curve.at(-1)?.validationAccuracy).toBeGreaterThan(0.7)
})
