import { profile, scalar } from "@tensorflow/tfjs-core"
import type { Activation, ModelSpec } from "@tutti/protocol"
import { afterEach, describe, expect, test, vi } from "vitest"
import { creditNetwork } from "../../model/templates.ts"
import { someExamples, someWeights } from "../../testing/cases.ts"
import { createTrainer } from "../create-trainer.ts"
import { agrees } from "./agreement.ts"
import { missingKernels, neededKernels } from "./kernels.ts"

afterEach(() => vi.unstubAllGlobals())

const withActivation = (activation: Activation, loss: ModelSpec["loss"]): ModelSpec => ({
  inputs: 3,
  layers: [
    { kind: "dense", units: 4, activation },
    { kind: "dropout", rate: 0.2 },
    { kind: "dense", units: 2, activation: "linear" },
  ],
  loss,
})

describe("createTrainer", () => {
  test("measures the model on the backends of this device and says what it found", async () => {
    const { backend } = await createTrainer(creditNetwork())
    expect(["cpu", "wasm"]).toContain(backend.name)
    const time = String.raw`[\d.]+ ms a step`
    expect(backend.reason).toMatch(
      new RegExp(`^(WASM: ${time}; CPU: ${time}|CPU: ${time}; WASM: ${time}); WebGL is not available here$`),
    )
  })

  test("asks the device once for each model", async () => {
    const [one, other] = await Promise.all([createTrainer(creditNetwork()), createTrainer(creditNetwork())])
    expect(other.backend).toBe(one.backend)
  })

  test("takes the backend that is asked for", async () => {
    expect((await createTrainer(creditNetwork(), { backend: "cpu" })).backend).toEqual({
      name: "cpu",
      reason: "CPU: asked for, not measured",
    })
  })

  test("refuses a backend that the device does not have", async () => {
    await expect(createTrainer(creditNetwork(), { backend: "webgl" })).rejects.toThrow(
      "WebGL is not available here",
    )
  })

  test("refuses to train on a page's own thread", async () => {
    vi.stubGlobal("document", {})
    await expect(createTrainer(creditNetwork())).rejects.toThrow(/worker/)
  })

  test("leaves the handling of unforeseen errors to the application", async () => {
    await createTrainer(creditNetwork(), { backend: "wasm" })
    const handlers = [...process.listeners("unhandledRejection"), ...process.listeners("uncaughtException")]
    expect(handlers.filter((handler) => /throw (reason|ex)/.test(String(handler)))).toEqual([])
  })
})

describe("kernels", () => {
  const activations: Activation[] = ["linear", "relu", "sigmoid", "tanh"]
  const losses: ModelSpec["loss"][] = ["softmax-cross-entropy", "mean-squared-error"]

  /** Names of the kernels that a training with either optimiser really runs. */
  async function kernelsUsed(model: ModelSpec, backend: "cpu" | "wasm") {
    const trainer = await createTrainer(model, { backend })
    const used = new Set<string>()
    for (const kind of ["sgd", "adam"] as const) {
      const { kernelNames } = await profile(async () => {
        const plan = { epochs: 2, batchSize: 2, optimiser: { kind, learningRate: 0.1 }, proximal: 1 }
        await trainer.train(someWeights(model, 1), someExamples(model, 3, 1), plan, 1)
        return scalar(0)
      })
      for (const name of kernelNames) used.add(name)
    }
    // Operations with a gradient of their own are listed besides the kernels that they call.
    return [...used].filter((name) => !name.endsWith("__op"))
  }

  test.each(activations.flatMap((activation) => losses.map((loss) => ({ activation, loss }))))(
    "a model of $activation and $loss runs the kernels of the table and no others",
    async ({ activation, loss }) => {
      const model = withActivation(activation, loss)
      const used = new Set([...(await kernelsUsed(model, "cpu")), ...(await kernelsUsed(model, "wasm"))])
      expect(used).toEqual(neededKernels(model))
    },
  )

  test("a backend that lacks kernels is told from one that has them", async () => {
    const model = withActivation("tanh", "softmax-cross-entropy")
    await createTrainer(model, { backend: "cpu" })
    expect(missingKernels(model, "cpu")).toEqual([])
    // Its kernels are not registered on a device without it.
    expect(missingKernels(model, "webgl")).toContain("_FusedMatMul")
  })
})

describe("agreement", () => {
  // What one step of the credit network changes: entries of very different size.
  const update = Float32Array.from({ length: 200 }, (_, index) => Math.sin(index) ** 9 / 100)
  const weights = update.map((_, index) => Math.cos(index) / 2)
  /** The update as it is seen after weights were rounded to so many significant bits. */
  const rounded = (bits: number) =>
    update.map((change, index) => {
      const before = weights[index] ?? Number.NaN
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(before + change))) - bits + 1)
      return Math.round((before + change) / unit) * unit - before
    })

  test("holds up to the rounding of float32", () => {
    expect(agrees(update, update)).toBe(true)
    expect(agrees(rounded(24), update)).toBe(true)
    expect(agrees(rounded(22), update)).toBe(true)
  })

  test("fails for half precision, for gradients of 0 and for NaN", () => {
    expect(agrees(rounded(11), update)).toBe(false)
    expect(agrees(new Float32Array(200), update)).toBe(false)
    expect(agrees(new Float32Array(200).fill(Number.NaN), update)).toBe(false)
  })
})
