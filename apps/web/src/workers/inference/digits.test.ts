import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import { chosenImages } from "./digits.ts"

const bytes = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../../public/samples/digits/${name}`, import.meta.url)))
const file = (content: Uint8Array) => new File([Uint8Array.from(content)], "digits")
const images = bytes("images.idx3-ubyte")
const labels = bytes("labels.idx1-ubyte")

describe("IDX files that somebody chose", () => {
  test("packed by gzip or not, they hold the same", async () => {
    const plain = await chosenImages(file(images), file(labels))
    const packed = await chosenImages(file(gzipSync(images)), file(gzipSync(labels)))
    if (!plain.ok || !packed.ok) throw new Error("the bundled digits cannot be read")
    expect(Buffer.compare(packed.value.images.pixels, plain.value.images.pixels)).toBe(0)
    expect(packed.value.labels).toEqual(plain.value.labels)
    expect(plain).toMatchObject({ ok: true, value: { images: { count: 200, height: 28, width: 28 } } })
  })

  test.each<[string, Uint8Array, Uint8Array | null]>([
    ["I_NOT_IDX", new Uint8Array(20).fill(1), null],
    ["I_LENGTH", images.slice(0, -1), null],
    ["I_NOT_IMAGES", labels, null],
    ["I_NOT_LABELS", images, images],
    ["I_COMPRESSED", gzipSync(images).subarray(0, 100), null],
  ])("%s", async (code, imageBytes, labelBytes) => {
    const read = await chosenImages(file(imageBytes), labelBytes && file(labelBytes))
    expect(read).toMatchObject({ ok: false, problem: { code, side: "tab" } })
  })

  test("I_COUNT", async () => {
    const fewer = Uint8Array.from(labels.slice(0, -1))
    new DataView(fewer.buffer).setUint32(4, 199)
    expect(await chosenImages(file(images), file(fewer))).toMatchObject({ problem: { code: "I_COUNT" } })
  })
})
