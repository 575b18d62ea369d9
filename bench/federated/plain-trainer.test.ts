import { initialWeights } from "@tutti/learning"
import { createTrainer } from "@tutti/learning/tfjs"
import { creditApprovalStudy } from "@tutti/sdk/templates"
import { expect, test } from "vitest"
import { plainTrainer } from "./plain-trainer.ts"

test("a step in plain loops is the step that TensorFlow.js takes", async () => {
  const { model, training } = creditApprovalStudy()
  const rows = 3
  const features = Float32Array.from({ length: rows * model.inputs }, (_, index) => Math.sin(index))
  const examples = { features, targets: Float32Array.of(1, 0, 0, 1, 1, 0), rows }
  const weights = initialWeights(model, 1)
  const plain = await plainTrainer(model)
  const tfjs = await createTrainer(model, { backend: "cpu" })

  const expected = await tfjs.train(weights, examples, training.local, 1)
  const trained = await plain.train(weights, examples, training.local, 1)
  expect(trained.loss).toBeCloseTo(expected.loss, 5)
  expect(trained.accuracy).toBe(expected.accuracy)
  expect(
    trained.weights.every((weight, index) => Math.abs(weight - (expected.weights[index] ?? 0)) < 1e-5),
  ).toBe(true)
  expect(trained.weights.some((weight, index) => weight !== weights[index])).toBe(true)

  const [measured, reference] = await Promise.all([
    plain.evaluate(trained.weights, examples),
    tfjs.evaluate(expected.weights, examples),
  ])
  expect(measured.loss).toBeCloseTo(reference.loss, 5)
})
