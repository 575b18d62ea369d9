import { LIMITS, OwnerMessage, type RelayMessage } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { update } from "./channel.contract.ts"
import { FramedChannel, refusedMessage } from "./framed-channel.ts"
import type { WireLimits } from "./framing/wire-limits.ts"
import { HandClock } from "./hand-clock.fixture.ts"

fc.configureGlobal({ seed: 20_260_101 })

const LIMITS_OF_TEST: WireLimits = {
  ...LIMITS,
  chunkBytes: 64,
  framesPerSecond: 10,
  bytesPerSecond: 1_000,
  refusalsPerSocket: 5,
  transferIdleMs: 1_000,
  answerWithinMs: 5_000,
}

/** The relay's end of a line, and a peer that does as the test says. */
function guardedLine(limits: WireLimits = LIMITS_OF_TEST) {
  const clock = new HandClock()
  const sent: { event: string; args: readonly unknown[] }[] = []
  const ends: string[] = []
  const codes: string[] = []
  const line = new FramedChannel<RelayMessage, OwnerMessage>(
    { emit: (event, args) => void sent.push({ event, args }), end: (how) => void ends.push(how) },
    {
      incoming: OwnerMessage,
      limits,
      clock,
      timers: clock,
      guarded: true,
      refusal: refusedMessage,
      onRefused: (code) => codes.push(code),
    },
  )
  const losses: string[] = []
  line.onDisconnect((reason) => losses.push(reason))
  line.opened()
  /** @returns the answers so far; more may come as time passes. */
  const put = (event: string, ...args: unknown[]) => {
    const answers: unknown[] = []
    line.receive(event, [...args, (answer: unknown) => answers.push(answer)])
    return answers
  }
  return { line, clock, sent, ends, codes, losses, put }
}

const leave = { message: { kind: "leave" } }
const OK = { ok: true }

test("[W3] bytes are taken as Node delivers them and as browsers do", () => {
  const { line, put } = guardedLine()
  const heard: (Uint8Array | undefined)[] = []
  line.onMessage((_, payload) => heard.push(payload))
  const envelope = { message: update(1) }
  expect(put("message", envelope, Buffer.from([1, 2]))).toEqual([OK])
  expect(put("message", envelope, Uint8Array.of(1, 2).buffer)).toEqual([OK])
  expect(heard.map((payload) => [...(payload ?? [])])).toEqual([
    [1, 2],
    [1, 2],
  ])
})

describe("[W13] a peer that is too fast", () => {
  test("gets its answers later, then E_RATE, and all is well when it has waited", () => {
    const { clock, put } = guardedLine()
    const answers = Array.from({ length: 21 }, () => put("message", leave))
    expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => [OK]))
    expect(answers.slice(10, 20)).toEqual(Array.from({ length: 10 }, () => []))
    expect(answers[20]).toEqual([{ ok: false, code: "E_RATE" }])
    clock.pass(100)
    expect(answers.slice(10, 20).flat()).toEqual([OK])
    clock.pass(900)
    expect(answers.slice(10, 20).flat()).toHaveLength(10)
    expect(put("message", leave)).toEqual([])
    clock.pass(2_000)
    expect(put("message", leave)).toEqual([OK])
  })

  test("is heard all the same: what is answered late is delivered at once", () => {
    const { line, put } = guardedLine()
    let heard = 0
    line.onMessage(() => heard++)
    for (let sent = 0; sent < 20; sent++) put("message", leave)
    expect(heard).toBe(20)
  })

  test("in bytes, is treated alike", () => {
    const { clock, put } = guardedLine({ ...LIMITS_OF_TEST, framesPerSecond: 1_000, bytesPerSecond: 32 })
    // Ten seconds' worth are 320 bytes; a chunk has 64 and a header of 38.
    const send = (index: number) => put("chunk", { transfer: 0, index, count: 9 }, new Uint8Array(64))
    const answers = [0, 1, 2, 3, 4, 5, 6].map(send)
    expect(answers.slice(0, 3)).toEqual([[OK], [OK], [OK]])
    expect(answers.slice(3, 6)).toEqual([[], [], []])
    expect(answers[6]).toEqual([{ ok: false, code: "E_RATE" }])
    clock.pass(10_000)
    expect(answers.slice(3, 6)).toEqual([[OK], [OK], [OK]])
  })
})

describe("[W14] a peer whose frames are refused", () => {
  test("is cut off for good after its last allowance, and hears every code before", () => {
    const { losses, ends, codes, put } = guardedLine()
    const answers = Array.from({ length: 7 }, () => put("message", {}))
    const refused = [{ ok: false, code: "E_MALFORMED" }]
    expect(answers).toEqual([refused, refused, refused, refused, refused, [], []])
    expect(losses).toEqual(["too many refused frames"])
    expect(ends).toEqual(["done"])
    expect(codes).toHaveLength(5)
  })

  test("and that asks for no answers is told by a message which kind was refused and why", () => {
    const { line, sent } = guardedLine()
    line.receive("message", [{ message: update(1) }])
    line.receive("message", [{ message: 7 }])
    expect(sent.map(({ args: [envelope] }) => envelope)).toEqual([
      { message: { kind: "refused", code: "E_MALFORMED", of: "update" } },
      { message: { kind: "refused", code: "E_MALFORMED" } },
    ])
  })
})

test("[W4] a message brings the last part of what went ahead; without it, or with another, it is refused", () => {
  const { put } = guardedLine()
  const send = (transfer: number, bytes: number, ...last: Uint8Array[]) => {
    expect(put("chunk", { transfer, index: 0, count: 1 }, new Uint8Array(4))).toEqual([OK])
    return put("message", { message: update(1), transfer: { id: transfer, bytes } }, ...last)
  }
  expect(send(0, 8, new Uint8Array(4))).toEqual([OK])
  expect(send(1, 4)).toEqual([{ ok: false, code: "E_TRANSFER" }])
  expect(send(2, 8, new Uint8Array(3))).toEqual([{ ok: false, code: "E_TRANSFER" }])
})

test("[W16] only an opening after a loss is a reconnection", () => {
  const { line } = guardedLine()
  const fresh = new FramedChannel<RelayMessage, OwnerMessage>(
    { emit: () => {}, end: () => {} },
    {
      incoming: OwnerMessage,
      limits: LIMITS,
      clock: new HandClock(),
      timers: new HandClock(),
      guarded: true,
    },
  )
  const told = { fresh: 0, line: 0 }
  fresh.onReconnect(() => told.fresh++)
  line.onReconnect(() => told.line++)
  fresh.opened()
  line.lost("gone")
  line.opened()
  expect(told).toEqual({ fresh: 0, line: 1 })
})

describe("[W11] a transfer that nobody goes on with", () => {
  test("is forgotten without another frame, and no alarm is left", () => {
    const { clock, put } = guardedLine()
    put("chunk", { transfer: 0, index: 0, count: 2 }, new Uint8Array(64))
    expect(clock.waiting).toBe(1)
    clock.pass(2_000)
    expect(clock.waiting).toBe(0)
    expect(put("chunk", { transfer: 0, index: 1, count: 2 }, new Uint8Array(1))).toEqual([
      { ok: false, code: "E_TRANSFER" },
    ])
  })
})

describe("[W15] a peer that answers nothing", () => {
  test("is dropped after the limit, and what waited rejects", async () => {
    const { line, clock, losses, ends } = guardedLine()
    const waiting = line.send({ kind: "study-paused" })
    clock.pass(4_999)
    expect(ends).toEqual([])
    clock.pass(1_001)
    expect(losses).toEqual(["no answer"])
    expect(ends).toEqual(["dropped"])
    await expect(waiting).rejects.toMatchObject({ code: "closed" })
    expect(clock.waiting).toBe(0)
  })
})

test("[W17] no alarm outlives a line", () => {
  const { line, clock, put } = guardedLine()
  for (let sent = 0; sent < 15; sent++) put("message", leave)
  put("chunk", { transfer: 0, index: 0, count: 2 }, new Uint8Array(64))
  line.send({ kind: "study-paused" }).catch(() => {})
  expect(clock.waiting).toBeGreaterThan(5)
  line.close()
  expect(clock.waiting).toBe(0)
})

test("[W12] arbitrary frames never throw, and each that asks gets at most one answer", () => {
  const anything = fc.anything({
    withBigInt: true,
    withTypedArray: true,
    withNullPrototype: true,
    withDate: true,
  })
  const header = fc.record({ transfer: fc.nat(3), index: fc.nat(3), count: fc.nat(3) })
  const near = fc.record(
    {
      message: fc.oneof(fc.constant(update(1)), fc.constant({ kind: "leave" }), anything),
      transfer: anything,
    },
    { requiredKeys: [] },
  )
  const frame = fc.tuple(
    fc.oneof(fc.constantFrom("message", "chunk", "error", "disconnect"), fc.string()),
    fc.array(fc.oneof(anything, header, near, fc.uint8Array({ maxLength: 80 })), { maxLength: 4 }),
  )
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 20 }), (frames) => {
      const { put, losses } = guardedLine()
      for (const [event, args] of frames) {
        const answers = put(event, ...args)
        expect(answers.length).toBeLessThanOrEqual(1)
      }
      expect(losses.length).toBeLessThanOrEqual(1)
    }),
    { numRuns: 500 },
  )
})
