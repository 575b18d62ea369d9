import {
  io,
  layers,
  loadLayersModel,
  losses,
  memory,
  sequential,
  setBackend,
  tensor,
  tensor2d,
  tidy,
  train,
} from "@tensorflow/tfjs"
import type { Examples } from "@tutti/data"
import type { LocalTraining, ModelSpec } from "@tutti/protocol"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { initialWeights } from "../model/initial-weights.ts"
import { parameterLayout } from "../model/layout.ts"
import { creditNetwork, linearRegression } from "../model/templates.ts"
import { tfjsFiles } from "../model/tfjs-files.ts"
import { largestDifference, someExamples, someWeights } from "../testing/cases.ts"
import { derivatives, plainLoss } from "../testing/plain-network.ts"
import type { Trainer } from "../trainer.ts"
import { difference, norm } from "../update/vectors.ts"
import { createTrainer } from "./create-trainer.ts"

const small: ModelSpec = {
  inputs: 3,
  layers: [
    { kind: "dense", units: 4, activation: "tanh" },
    { kind: "dense", units: 2, activation: "linear" },
  ],
  loss: "softmax-cross-entropy",
}
const withDropout = creditNetwork(0.2)

const sgd: LocalTraining = {
  epochs: 1,
  batchSize: 65_536,
  optimiser: { kind: "sgd", learningRate: 0.3 },
  proximal: 0,
}
const adam: LocalTraining = { ...sgd, optimiser: { kind: "adam", learningRate: 0.05 } }

describe.each(["cpu", "wasm"] as const)("a trainer on %s", (backend) => {
  let trainer: Trainer
  let credit: Trainer
  let tensorsBefore = 0
  beforeAll(async () => {
    trainer = await createTrainer(small, { backend })
    credit = await createTrainer(withDropout, { backend })
    tensorsBefore = memory().numTensors
  })
  afterAll(() => {
    expect(memory().numTensors).toBe(tensorsBefore)
  })

  describe("train", () => {
    const global = someWeights(small, 1)
    const examples = someExamples(small, 9, 2)
    const gradient = (weights: readonly number[]) =>
      derivatives((moved) => plainLoss(small, moved, examples), weights)

    test("a step of SGD goes down the derivative of the loss by the learning rate", async () => {
      const { weights, steps } = await trainer.train(global, examples, sgd, 1)
      const slope = gradient([...global])
      const expected = Array.from(global, (weight, index) => weight - 0.3 * (slope[index] ?? Number.NaN))
      expect(largestDifference(weights, expected)).toBeLessThan(1e-5)
      expect(steps).toBe(1)
    })

    test("steps of Adam are those of Kingma and Ba 2015, algorithm 1", async () => {
      const { weights } = await trainer.train(global, examples, { ...adam, epochs: 4 }, 1)
      let expected = [...global]
      let m = expected.map(() => 0)
      let v = expected.map(() => 0)
      for (let t = 1; t <= 4; t++) {
        const slope = gradient(expected)
        m = m.map((value, index) => 0.9 * value + 0.1 * (slope[index] ?? Number.NaN))
        v = v.map((value, index) => 0.999 * value + 0.001 * (slope[index] ?? Number.NaN) ** 2)
        expected = expected.map((weight, index) => {
          const corrected = (m[index] ?? Number.NaN) / (1 - 0.9 ** t)
          const scale = Math.sqrt((v[index] ?? Number.NaN) / (1 - 0.999 ** t))
          return weight - (0.05 * corrected) / (scale + 1e-7)
        })
      }
      expect(largestDifference(weights, expected)).toBeLessThan(1e-5)
    })

    test.each([
      ["SGD", sgd],
      ["Adam", adam],
    ])("the proximal term pulls %s back to the global weights", async (_, plan) => {
      const away = await Promise.all(
        [0, 0.3, 3].map(async (proximal) => {
          const { weights } = await trainer.train(global, examples, { ...plan, epochs: 30, proximal }, 1)
          return norm(difference(weights, global))
        }),
      )
      expect(away).toEqual([...away].sort((a, b) => b - a))
      expect(new Set(away).size).toBe(3)
    })

    test("with the proximal term, steps of SGD follow its derivative as well", async () => {
      const { weights } = await trainer.train(global, examples, { ...sgd, epochs: 3, proximal: 0.5 }, 1)
      let expected = [...global]
      for (let step = 1; step <= 3; step++) {
        const slope = derivatives((moved) => {
          const distance = moved.reduce((sum, w, index) => sum + (w - (global[index] ?? Number.NaN)) ** 2, 0)
          return plainLoss(small, moved, examples) + 0.25 * distance
        }, expected)
        expected = expected.map((weight, index) => weight - 0.3 * (slope[index] ?? Number.NaN))
      }
      expect(largestDifference(weights, expected)).toBeLessThan(1e-5)
    })

    test.each([
      ["SGD", sgd],
      ["Adam", adam],
    ])("on one batch of all rows, %s trains as model.fit does", async (_, plan) => {
      await setBackend(backend)
      const network = sequential()
      network.add(layers.dense({ units: 4, activation: "tanh", inputShape: [3] }))
      network.add(layers.dense({ units: 2 }))
      const { kind, learningRate } = plan.optimiser
      const optimizer = train[kind](learningRate)
      network.compile({
        optimizer,
        loss: (labels, logits) => losses.softmaxCrossEntropy(labels, logits),
      })
      const start = parameterLayout(small).map(({ offset, size, shape }) =>
        tensor(global.slice(offset, offset + size), shape),
      )
      network.setWeights(start)
      const rows = [tensor2d(examples.features, [9, 3]), tensor2d(examples.targets, [9, 2])] as const
      await network.fit(...rows, { epochs: 5, batchSize: 9, verbose: 0 })
      const fitted = network.getWeights().flatMap((weights) => [...weights.dataSync()])
      for (const used of [network, optimizer, ...start, ...rows]) used.dispose()
      const { weights } = await trainer.train(global, examples, { ...plan, epochs: 5 }, 1)
      expect(largestDifference(weights, fitted)).toBeLessThan(1e-5)
    })

    test("the loss is that of the last epoch, before each of its steps", async () => {
      const first = await trainer.train(global, examples, sgd, 1)
      expect(first.loss).toBeCloseTo(plainLoss(small, global, examples), 5)
      const second = await trainer.train(global, examples, { ...sgd, epochs: 2 }, 1)
      expect(second.loss).toBeCloseTo(plainLoss(small, first.weights, examples), 5)
    })

    test("an epoch is every row once, in batches of which the last may be smaller", async () => {
      const { steps } = await trainer.train(global, examples, { ...sgd, epochs: 3, batchSize: 4 }, 1)
      expect(steps).toBe(9)
    })

    test("the same seed, weights and rows give the same bytes; another seed gives others", async () => {
      const weights = initialWeights(withDropout, 1)
      const rows = someExamples(withDropout, 50, 3)
      const plan = { ...adam, epochs: 2, batchSize: 8 }
      const [one, again, other] = await Promise.all([
        credit.train(weights, rows, plan, 5),
        credit.train(weights, rows, plan, 5),
        credit.train(weights, rows, plan, 6),
      ])
      expect(again.weights).toEqual(one.weights)
      expect(again.loss).toBe(one.loss)
      expect(other.weights).not.toEqual(one.weights)
    })

    test("trainers that share a thread do not disturb each other", async () => {
      const weights = initialWeights(withDropout, 1)
      const rows = someExamples(withDropout, 30, 3)
      const elsewhere = await createTrainer(withDropout, { backend: backend === "cpu" ? "wasm" : "cpu" })
      const alone = await credit.train(weights, rows, sgd, 5)
      const [, together] = await Promise.all([
        elsewhere.train(weights, rows, { ...adam, epochs: 3, batchSize: 4 }, 8),
        credit.train(weights, rows, sgd, 5),
        trainer.evaluate(global, examples),
      ])
      expect(together.weights).toEqual(alone.weights)
    })

    test("nothing is written into the weights or the examples", async () => {
      const [weights, features, targets] = [global, examples.features, examples.targets].map((a) => a.slice())
      await trainer.train(global, examples, { ...adam, epochs: 2 }, 1)
      expect([global, examples.features, examples.targets]).toEqual([weights, features, targets])
    })

    test("one row is enough", async () => {
      const row = someExamples(withDropout, 1, 9)
      const { steps, weights } = await credit.train(
        initialWeights(withDropout, 1),
        row,
        { ...sgd, batchSize: 1 },
        1,
      )
      expect(steps).toBe(1)
      expect(weights.every(Number.isFinite)).toBe(true)
    })

    test("learns what no line can separate", async () => {
      const exclusiveOr: Examples = {
        features: Float32Array.of(-1, -1, -1, 1, 1, -1, 1, 1),
        targets: Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0),
        rows: 4,
      }
      const model: ModelSpec = { ...small, inputs: 2 }
      const learner = await createTrainer(model, { backend })
      const { weights } = await learner.train(
        initialWeights(model, 4),
        exclusiveOr,
        { ...adam, epochs: 150, batchSize: 2 },
        1,
      )
      expect((await learner.evaluate(weights, exclusiveOr)).accuracy).toBe(1)
    })

    test("finds the line behind the numbers", async () => {
      const model = linearRegression(2)
      const learner = await createTrainer(model, { backend })
      const { features } = someExamples(model, 60, 1)
      const targets = Float32Array.from(
        { length: 60 },
        (_, row) => 2 * (features[2 * row] ?? 0) - (features[2 * row + 1] ?? 0) + 0.5,
      )
      const plan = { ...sgd, epochs: 60, batchSize: 10 }
      const { weights } = await learner.train(new Float32Array(3), { features, targets, rows: 60 }, plan, 1)
      expect(largestDifference(weights, [2, -1, 0.5])).toBeLessThan(1e-3)
    })
  })

  describe("evaluate and predict", () => {
    test("the loss is the plain one, without dropout, over more rows than one pass takes", async () => {
      const model: ModelSpec = { ...small, layers: [{ kind: "dropout", rate: 0.5 }, ...small.layers] }
      const weights = someWeights(model, 2)
      const examples = someExamples(model, 4_100, 3)
      const measurer = await createTrainer(model, { backend })
      const { loss, accuracy, examples: counted } = await measurer.evaluate(weights, examples)
      expect(loss).toBeCloseTo(plainLoss(model, weights, examples), 5)
      expect(accuracy).toBeGreaterThan(0)
      expect(counted).toBe(4_100)
    })

    test("predictions are those of the exported model, read by tfjs alone", async () => {
      const weights = someWeights(withDropout, 2)
      const { features } = someExamples(withDropout, 20, 3)
      const files = tfjsFiles(withDropout, weights, {})
      const { modelTopology, weightsManifest } = JSON.parse(files.json)
      const weightSpecs = weightsManifest[0].weights
      const exported = await loadLayersModel(
        io.fromMemory({ modelTopology, weightSpecs, weightData: files.weights.buffer }),
      )
      const expected = tidy(() => {
        const outputs = exported.predict(tensor2d(features, [20, 42]))
        if (Array.isArray(outputs)) throw new Error("a sequential model has one output")
        return outputs.dataSync()
      })
      exported.dispose()
      const predicted = await credit.predict(weights, features, 20)
      expect(largestDifference(predicted, expected)).toBeLessThan(1e-6)
    })

    test("a number is predicted as it is", async () => {
      const learner = await createTrainer(linearRegression(2), { backend })
      expect([...(await learner.predict(Float32Array.of(2, -1, 10), Float32Array.of(3, 4), 1))]).toEqual([12])
    })

    test("no row, no prediction", async () => {
      expect(await trainer.predict(someWeights(small, 1), new Float32Array(0), 0)).toHaveLength(0)
    })
  })

  describe("refuses", () => {
    const weights = someWeights(small, 1)
    const examples = someExamples(small, 4, 1)

    test("weights of another model", async () => {
      const others = new Float32Array(weights.length + 1)
      await expect(trainer.train(others, examples, sgd, 1)).rejects.toThrow(RangeError)
      await expect(trainer.evaluate(others, examples)).rejects.toThrow(RangeError)
      await expect(trainer.predict(others, examples.features, 4)).rejects.toThrow(RangeError)
    })

    test("rows of another study", async () => {
      const narrow = { ...examples, features: examples.features.slice(1) }
      await expect(trainer.train(weights, narrow, sgd, 1)).rejects.toThrow(/expected 12/)
      await expect(trainer.evaluate(weights, { ...examples, rows: 3 })).rejects.toThrow(RangeError)
    })

    test("to learn or measure from nothing", async () => {
      const nothing = { features: new Float32Array(0), targets: new Float32Array(0), rows: 0 }
      await expect(trainer.train(weights, nothing, sgd, 1)).rejects.toThrow(/no example/)
      await expect(trainer.evaluate(weights, nothing)).rejects.toThrow(/no example/)
    })
  })
})
