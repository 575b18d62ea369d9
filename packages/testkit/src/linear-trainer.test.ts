import type { Examples } from "@tutti/data"
import { linearRegression, logisticRegression } from "@tutti/learning"
import type { LocalTraining, ModelSpec } from "@tutti/protocol"
import { expect, test } from "vitest"
import { linearTrainer } from "./linear-trainer.ts"

const sgd = (learningRate: number, change: Partial<LocalTraining> = {}): LocalTraining => ({
  epochs: 1,
  batchSize: 4,
  optimiser: { kind: "sgd", learningRate },
  proximal: 0,
  ...change,
})

const features = Float32Array.of(0.5, -1, 1.5, 2, -0.5, 0.25, 0, 1)
const regression: Examples = { features, targets: Float32Array.of(1, -2, 0.5, 3), rows: 4 }
const classes: Examples = { features, targets: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), rows: 4 }

const models: { title: string; model: ModelSpec; examples: Examples }[] = [
  { title: "the squared error", model: linearRegression(2), examples: regression },
  { title: "the cross-entropy", model: logisticRegression(2, 2), examples: classes },
]

for (const { title, model, examples } of models)
  test(`one full-batch step goes down the slope of ${title}, as finite differences measure it`, async () => {
    const trainer = await linearTrainer(model)
    const start = Float32Array.from({ length: model.loss === "mean-squared-error" ? 3 : 6 }, (_, i) =>
      Math.sin(i + 1),
    )
    const { weights } = await trainer.train(start, examples, sgd(0.01), 1)
    for (const index of start.keys()) {
      const lossAt = async (nudge: number) => {
        const moved = start.map((weight, other) => (other === index ? weight + nudge : weight))
        return (await trainer.evaluate(moved, examples)).loss
      }
      const slope = ((await lossAt(1 / 64)) - (await lossAt(-1 / 64))) * 32
      expect((weights[index] ?? 0) - (start[index] ?? 0)).toBeCloseTo(-0.01 * slope, 4)
    }
  })

test("the same seed gives the same weights, another seed another order of batches", async () => {
  const trainer = await linearTrainer(linearRegression(2))
  const train = async (seed: number) =>
    (await trainer.train(new Float32Array(3), regression, sgd(0.1, { batchSize: 1 }), seed)).weights
  expect(await train(1)).toEqual(await train(1))
  expect(await train(1)).not.toEqual(await train(2))
})

test("enough epochs learn a line; the proximal term holds back", async () => {
  const trainer = await linearTrainer(linearRegression(1))
  const line: Examples = { features: Float32Array.of(0, 1, 2), targets: Float32Array.of(1, 3, 5), rows: 3 }
  const plan = sgd(0.1, { epochs: 500, batchSize: 3 })
  const { weights, loss, accuracy } = await trainer.train(new Float32Array(2), line, plan, 1)
  expect(weights[0]).toBeCloseTo(2, 3)
  expect(weights[1]).toBeCloseTo(1, 3)
  expect(loss).toBeLessThan(1e-6)
  expect(accuracy).toBeNull()
  const held = await trainer.train(new Float32Array(2), line, { ...plan, proximal: 10 }, 1)
  expect(Math.hypot(...held.weights)).toBeLessThan(1)
  expect([...(await trainer.predict(weights, Float32Array.of(3), 1))][0]).toBeCloseTo(7, 2)
})

test("a classifier tells its accuracy", async () => {
  const trainer = await linearTrainer(logisticRegression(2, 2))
  const { weights } = await trainer.train(new Float32Array(6), classes, sgd(1, { epochs: 200 }), 1)
  expect((await trainer.evaluate(weights, classes)).accuracy).toBe(1)
})

test("what it does not know it refuses by name", async () => {
  await expect(linearTrainer({ ...linearRegression(1), layers: [] })).rejects.toThrow(RangeError)
  const trainer = await linearTrainer(linearRegression(2))
  const adam = { ...sgd(0.1), optimiser: { kind: "adam" as const, learningRate: 0.1 } }
  await expect(trainer.train(new Float32Array(3), regression, adam, 1)).rejects.toThrow("SGD only")
})
