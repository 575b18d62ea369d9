import { LIMITS } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { partsOf } from "./frames.ts"
import { TransferAssembler } from "./transfer-assembler.ts"

fc.configureGlobal({ seed: 20_260_101 })

const limits = { ...LIMITS, chunkBytes: 8, payloadBytes: 64, transfersPerSocket: 2, transferIdleMs: 1_000 }
const payload = fc.uint8Array({ minLength: 1, maxLength: 64 })
const OK = { ok: true }
const TRANSFER = { ok: false, code: "E_TRANSFER" }
const TOO_BIG = { ok: false, code: "E_FRAME_TOO_BIG" }

describe("[W4] chunks", () => {
  test("and the last part are the payload in order, views of it, all full but the last", () => {
    fc.assert(
      fc.property(payload, fc.integer({ min: 1, max: 70 }), (bytes, size) => {
        const { ahead, last } = partsOf(bytes, size)
        expect([...ahead, last].flatMap((part) => [...part])).toEqual([...bytes])
        expect(ahead.every((chunk) => chunk.length === size)).toBe(true)
        expect([...ahead, last].every((part) => part.buffer === bytes.buffer && part.length > 0)).toBe(true)
      }),
    )
  })

  test("of two transfers in any order between them give both payloads, and then nothing is held", () => {
    fc.assert(
      fc.property(payload, payload, fc.infiniteStream(fc.boolean()), (first, second, coins) => {
        fc.pre(first.length + second.length <= limits.payloadBytes)
        const assembler = new TransferAssembler(limits)
        const parts = [first, second].map((bytes) => partsOf(bytes, limits.chunkBytes))
        fc.pre(parts.every(({ ahead }) => ahead.length > 0))
        const queues = parts.map(({ ahead }, transfer) =>
          ahead.map((chunk, index) => [{ transfer, index, count: ahead.length }, chunk] as const),
        )
        const [lastOfFirst, lastOfSecond] = parts.map(({ last }) => last)
        if (lastOfFirst === undefined || lastOfSecond === undefined)
          throw new Error("two payloads, two last parts")
        // Numbers only go up, so the first transfer begins first.
        const [opening] = queues[0]?.splice(0, 1) ?? []
        if (opening) expect(assembler.accept(...opening, 0)).toEqual(OK)
        while (queues.some((queue) => queue.length > 0)) {
          const turn = coins.next().value ? 1 : 0
          const next = queues[turn]?.shift() ?? queues[1 - turn]?.shift()
          if (next) expect(assembler.accept(...next, 0)).toEqual(OK)
        }
        const ahead = first.length - lastOfFirst.length + second.length - lastOfSecond.length
        expect(assembler.heldBytes).toBe(ahead)
        const claim = (id: number, bytes: Uint8Array, last: Uint8Array) =>
          assembler.claim({ id, bytes: bytes.length }, last)
        expect(claim(1, second, lastOfSecond)).toEqual({ ok: true, payload: second })
        expect(claim(0, first, lastOfFirst)).toEqual({ ok: true, payload: first })
        expect(assembler.heldBytes).toBe(0)
      }),
    )
  })
})

describe("[W11] whatever arrives, no more is held than the limits allow", () => {
  test("for any chunks and claims in any order", () => {
    const number = fc.integer({ min: 0, max: 9 })
    const event = fc.oneof(
      fc.record({ transfer: number, index: number, count: number, length: fc.nat(9) }),
      fc.record({ id: number, bytes: fc.nat(70), last: fc.nat(9) }),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const assembler = new TransferAssembler(limits)
        for (const event of events) {
          if ("id" in event) {
            const claimed = assembler.claim(event, new Uint8Array(event.last))
            if (claimed.ok) expect(claimed.payload.length).toBe(event.bytes)
          } else assembler.accept(event, new Uint8Array(event.length), 0)
          expect(assembler.heldBytes).toBeGreaterThanOrEqual(0)
          expect(assembler.heldBytes).toBeLessThanOrEqual(limits.payloadBytes)
        }
      }),
    )
  })

  test("two transfers may be open, not three", () => {
    const assembler = new TransferAssembler(limits)
    for (const transfer of [0, 1])
      expect(assembler.accept({ transfer, index: 0, count: 2 }, new Uint8Array(8), 0)).toEqual(OK)
    expect(assembler.accept({ transfer: 2, index: 0, count: 2 }, new Uint8Array(8), 0)).toEqual(TRANSFER)
    expect(assembler.heldBytes).toBe(16)
  })

  test("all open transfers together hold one payload's limit", () => {
    const assembler = new TransferAssembler({ ...limits, payloadBytes: 16 })
    expect(assembler.accept({ transfer: 0, index: 0, count: 2 }, new Uint8Array(8), 0)).toEqual(OK)
    expect(assembler.accept({ transfer: 1, index: 0, count: 2 }, new Uint8Array(8), 0)).toEqual(OK)
    expect(assembler.accept({ transfer: 1, index: 1, count: 2 }, new Uint8Array(1), 0)).toEqual(TOO_BIG)
    expect(assembler.heldBytes).toBe(8)
  })

  test("a transfer without a chunk for its idle time is forgotten, others are not", () => {
    const assembler = new TransferAssembler(limits)
    assembler.accept({ transfer: 0, index: 0, count: 2 }, new Uint8Array(8), 0)
    assembler.accept({ transfer: 1, index: 0, count: 3 }, new Uint8Array(8), 1)
    assembler.expire(1_000)
    expect(assembler.heldBytes).toBe(8)
    expect(assembler.accept({ transfer: 0, index: 1, count: 2 }, new Uint8Array(8), 1_000)).toEqual(TRANSFER)
    expect(assembler.accept({ transfer: 1, index: 1, count: 3 }, new Uint8Array(8), 1_000)).toEqual(OK)
  })
})

describe("[W11] a transfer ends with its first fault", () => {
  const begun = () => {
    const assembler = new TransferAssembler(limits)
    expect(assembler.accept({ transfer: 5, index: 0, count: 3 }, new Uint8Array(8), 0)).toEqual(OK)
    return assembler
  }
  test.each([
    ["a chunk twice", { transfer: 5, index: 0, count: 3 }, 8, TRANSFER],
    ["a chunk left out", { transfer: 5, index: 2, count: 3 }, 8, TRANSFER],
    ["another count", { transfer: 5, index: 1, count: 4 }, 8, TRANSFER],
    ["an empty chunk", { transfer: 5, index: 1, count: 3 }, 0, TRANSFER],
    ["a chunk too large", { transfer: 5, index: 1, count: 3 }, 9, TOO_BIG],
  ])("%s", (_, header, length, refusal) => {
    const assembler = begun()
    expect(assembler.accept(header, new Uint8Array(length), 0)).toEqual(refusal)
    expect(assembler.heldBytes).toBe(0)
    expect(assembler.accept({ transfer: 5, index: 1, count: 3 }, new Uint8Array(8), 0)).toEqual(TRANSFER)
    expect(assembler.claim({ id: 5, bytes: 9 }, new Uint8Array(1))).toEqual(TRANSFER)
  })

  test.each([
    ["a number that was used", { transfer: 5, index: 0, count: 1 }],
    ["a lower number", { transfer: 4, index: 0, count: 1 }],
    ["a beginning in the middle", { transfer: 6, index: 1, count: 2 }],
    ["an index beyond the count", { transfer: 6, index: 0, count: 0 }],
  ])("%s does not begin one", (_, header) => {
    const assembler = begun()
    assembler.claim({ id: 5, bytes: 9 }, new Uint8Array(1))
    expect(assembler.accept(header, new Uint8Array(8), 0)).toEqual(TRANSFER)
  })

  test("more chunks than a payload may have", () => {
    expect(
      new TransferAssembler(limits).accept({ transfer: 0, index: 0, count: 9 }, new Uint8Array(8), 0),
    ).toEqual(TOO_BIG)
  })

  test.each([
    ["unfinished", [8], 9, 1],
    ["of another length", [8, 8, 8], 24, 1],
    ["without the part that comes with the message", [8, 8, 8], 24, 0],
  ])("a claim of a transfer %s", (_, lengths, bytes, last) => {
    const assembler = new TransferAssembler(limits)
    for (const [index, length] of lengths.entries())
      assembler.accept({ transfer: 0, index, count: 3 }, new Uint8Array(length), 0)
    expect(assembler.claim({ id: 0, bytes }, new Uint8Array(last))).toEqual(TRANSFER)
    expect(assembler.heldBytes).toBe(0)
  })

  test("a last part with which the payload is too large", () => {
    const assembler = new TransferAssembler(limits)
    for (let index = 0; index < 8; index++)
      expect(assembler.accept({ transfer: 0, index, count: 8 }, new Uint8Array(8), 0)).toEqual(OK)
    expect(assembler.claim({ id: 0, bytes: 65 }, new Uint8Array(1))).toEqual(TOO_BIG)
    expect(assembler.heldBytes).toBe(0)
  })

  test("a second claim", () => {
    const assembler = new TransferAssembler(limits)
    assembler.accept({ transfer: 0, index: 0, count: 1 }, Uint8Array.of(7), 0)
    const claim = () => assembler.claim({ id: 0, bytes: 2 }, Uint8Array.of(8))
    expect(claim()).toEqual({ ok: true, payload: Uint8Array.of(7, 8) })
    expect(claim()).toEqual(TRANSFER)
  })
})
