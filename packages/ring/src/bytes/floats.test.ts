import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bytesToFloats, floatsToBytes, floatsToSwappedBytes, swappedBytesToFloats } from "./floats.ts"

fc.configureGlobal({ seed: 20_260_101 })

const vector = fc.float32Array({ maxLength: 64 })

/** The same bytes, starting at `offset` of a larger buffer, as a socket hands them over. */
function at(offset: number, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const shifted = new Uint8Array(new ArrayBuffer(bytes.length + offset + 3), offset, bytes.length)
  shifted.set(bytes)
  return shifted
}

describe("[W1] weights travel as float32, little-endian", () => {
  test("as DataView writes them, and at any offset they come back bit for bit", () => {
    fc.assert(
      fc.property(vector, fc.nat(8), (floats, offset) => {
        const expected = new DataView(new ArrayBuffer(4 * floats.length))
        floats.forEach((value, index) => {
          expected.setFloat32(4 * index, value, true)
        })
        const bytes = floatsToBytes(floats)
        expect([...bytes]).toEqual([...new Uint8Array(expected.buffer)])
        const back = bytesToFloats(at(offset, bytes))
        expect(back).toEqual({ ok: true, floats })
      }),
    )
  })

  test("the path for big-endian platforms gives the same bytes and floats", () => {
    fc.assert(
      fc.property(vector, fc.nat(8), (floats, offset) => {
        const bytes = floatsToSwappedBytes(floats)
        expect([...bytes]).toEqual([...floatsToBytes(floats)])
        expect(swappedBytesToFloats(at(offset, bytes))).toEqual(floats)
      }),
    )
  })

  test("1.5 and -2 are 0000c03f 000000c0 (IEEE 754)", () => {
    expect([...floatsToBytes(Float32Array.of(1.5, -2))]).toEqual([0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0])
  })

  test("aligned bytes are viewed in place, others copied", () => {
    const aligned = at(4, Uint8Array.of(0, 0, 0x80, 0x3f))
    const odd = at(1, Uint8Array.of(0, 0, 0x80, 0x3f))
    const [view, copy] = [bytesToFloats(aligned), bytesToFloats(odd)]
    if (!view.ok || !copy.ok) throw new Error("both have whole floats")
    expect(view.floats.buffer).toBe(aligned.buffer)
    expect(copy.floats.buffer).not.toBe(odd.buffer)
    expect([view.floats[0], copy.floats[0]]).toEqual([1, 1])
  })

  test("a length that holds no whole number of floats is refused as a value", () => {
    for (const length of [1, 2, 3, 5, 4_097])
      expect(bytesToFloats(new Uint8Array(length))).toEqual({
        ok: false,
        refusal: "length-not-a-multiple-of-4",
      })
  })
})
