import { readFileSync } from "node:fs"
import { readImages, readLabels } from "@tutti/data"
import { readNetworkFiles, seededRandom } from "@tutti/learning"
import { ringKernels } from "@tutti/ring"
import { describe, expect, test } from "vitest"
import { fitModel } from "./model.ts"

const bytes = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../../public/samples/digits/${name}`, import.meta.url)))
const { unit } = seededRandom(1, "rehearsal")
const random = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(256 * unit()))
const tools = { kernels: ringKernels(), random, nowMs: () => 0 }

function bundled() {
  const read = readNetworkFiles(new TextDecoder().decode(bytes("model.json")), bytes("weights.bin"))
  const images = readImages(bytes("images.idx3-ubyte"))
  if (!read.ok || !images.ok) throw new Error("the bundled digits cannot be read")
  const labelled = readLabels(bytes("labels.idx1-ubyte"), images.images)
  if (!labelled.ok) throw new Error(labelled.problem)
  return { model: read, known: { images: images.images, labels: labelled.labels } }
}

describe("the bundled model in a tab", () => {
  const { model, known } = bundled()
  const fitted = fitModel("Digits", model, known, tools)
  if (!fitted.ok) throw new Error(fitted.problem.code)

  test("its card says layers, range and accuracy as they are", () => {
    const { card } = fitted.value
    expect(card.layers.map(({ layer, parameters }) => [layer.kind, parameters])).toEqual([
      ["dense", 785 * 128],
      ["relu", 0],
      ["dense", 129 * 10],
    ])
    expect(card).toMatchObject({
      parameters: 101_770,
      classes: 10,
      measuredOn: 200,
      fractionBits: 11,
      bound: 256,
    })
    expect(card.bound / card.largest).toBeGreaterThan(4)
    expect(card.accuracy).toBeGreaterThan(0.95)
  })

  test("on shares it gives the labels that it gives on plain numbers", () => {
    expect(fitted.value.card.rehearsed).toEqual({ images: 20, same: 20 })
  })

  test("images of another size are refused by name", () => {
    const small = { images: { ...known.images, height: 14 }, labels: null }
    expect(fitModel("Digits", model, small, tools)).toMatchObject({
      ok: false,
      problem: { code: "E_IN_SHAPE" },
    })
  })

  test("a model whose sums reach too far is refused by name", () => {
    const loud = { ...model, weights: model.weights.map((weight) => 1_000 * weight) }
    expect(fitModel("Digits", loud, known, tools)).toMatchObject({
      ok: false,
      problem: { code: "E_IN_RANGE" },
    })
  })
})
