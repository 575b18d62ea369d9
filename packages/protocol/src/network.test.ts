import { describe, expect, test } from "vitest"
import { type Network, placeLayers } from "./network.ts"

const relu = { kind: "relu" } as const
const digits = { height: 28, width: 28, channels: 1 }
const conv = (filters: number, padding: "valid" | "same" = "valid") =>
  ({ kind: "conv2d", filters, kernel: 5, stride: 1, padding }) as const
const halve = { kind: "max-pool", size: 2, stride: 2 } as const
const dense = (units: number) => ({ kind: "dense", units }) as const

describe("[EI10] shapes and weights follow from the layers", () => {
  test("784-500-10", () => {
    const placed = placeLayers({ input: digits, layers: [dense(500), relu, dense(10)] })
    // 784 · 500 + 500 + 500 · 10 + 10
    expect(placed).toMatchObject({ ok: true, parameters: 397_510, classes: 10 })
    if (!placed.ok) throw new Error("placed")
    expect(placed.layers.map(({ weights }) => weights)).toEqual([
      { offset: 0, rows: 784, columns: 500 },
      null,
      { offset: 392_500, rows: 500, columns: 10 },
    ])
  })

  test("two convolutions with pools: 24, 12, 8, 4 a side, and 256 into the dense layer", () => {
    const layers = [conv(16), halve, relu, conv(16), halve, relu, dense(100), relu, dense(10)]
    const placed = placeLayers({ input: digits, layers })
    if (!placed.ok) throw new Error("placed")
    expect(placed.layers.map(({ output }) => [output.height, output.width, output.channels])).toEqual([
      [24, 24, 16],
      [12, 12, 16],
      [12, 12, 16],
      [8, 8, 16],
      [4, 4, 16],
      [4, 4, 16],
      [1, 1, 100],
      [1, 1, 100],
      [1, 1, 10],
    ])
    expect(placed.layers[6]?.weights?.rows).toBe(256)
    // 5 · 5 · 16 + 16, 5 · 5 · 16 · 16 + 16, 256 · 100 + 100, 100 · 10 + 10
    expect(placed.parameters).toBe(416 + 6_416 + 25_700 + 1_010)
  })

  test.each([
    [28, 1, 28, 2],
    [28, 2, 14, 1],
    [7, 2, 4, 2],
  ])("same padding of %i with stride %i gives %i places, %i zeros ahead", (side, stride, places, ahead) => {
    const input = { height: side, width: side, channels: 2 }
    const placed = placeLayers({ input, layers: [{ ...conv(3, "same"), stride }, dense(2)] })
    if (!placed.ok) throw new Error("placed")
    expect(placed.layers[0]?.output).toEqual({ height: places, width: places, channels: 3 })
    expect(placed.layers[0]?.padding).toEqual({ top: ahead, left: ahead })
  })
})

describe("[EI10] what cannot stand where it does is named by its place", () => {
  test.each<[string, Network["layers"], object]>([
    [
      "a kernel larger than its image",
      [halve, halve, halve, conv(4), dense(2)],
      { layer: 3, problem: "no-room" },
    ],
    ["a network that does not end in scores", [dense(10), relu], { layer: 2, problem: "not-dense" }],
    ["more weights than the limit", [dense(65_536), dense(2)], { layer: 0, problem: "too-large" }],
  ])("%s", (_, layers, problem) => {
    expect(placeLayers({ input: digits, layers })).toEqual({ ok: false, ...problem })
  })
})
