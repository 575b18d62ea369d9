import fc from "fast-check"
import { expect, test } from "vitest"
import { bytesToLanes, lanesToBytes, readLanes } from "./bytes.ts"

const lanes = fc.uint32Array({ maxLength: 40 })

test("lanes travel as DataView writes them, little-endian, and come back from any offset", () => {
  fc.assert(
    fc.property(lanes, fc.nat(9), fc.nat(3), (some, offset, tail) => {
      const view = new DataView(new ArrayBuffer(4 * some.length))
      some.forEach((lane, index) => {
        view.setUint32(4 * index, lane, true)
      })
      const bytes = lanesToBytes(some)
      expect([...bytes]).toEqual([...new Uint8Array(view.buffer)])
      const arrived = new Uint8Array(new ArrayBuffer(offset + bytes.length + tail), offset)
      arrived.set(bytes)
      expect([...bytesToLanes(arrived)]).toEqual([...some])
      const read = new Uint32Array(some.length)
      const cut = Math.min(tail, bytes.length)
      readLanes(read, arrived.subarray(0, cut), arrived.subarray(cut, bytes.length))
      expect([...read]).toEqual([...some])
    }),
  )
})

test("aligned bytes are viewed in place, others copied", () => {
  const memory = new ArrayBuffer(16)
  expect(bytesToLanes(new Uint8Array(memory, 4, 8)).buffer).toBe(memory)
  expect(bytesToLanes(new Uint8Array(memory, 3, 8)).buffer).not.toBe(memory)
})
