import { LIMITS } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { HandClock } from "../hand-clock.fixture.ts"
import { ChunkHeader, Envelope } from "./frames.ts"
import { Outbox } from "./outbox.ts"
import type { WireLimits } from "./wire-limits.ts"

fc.configureGlobal({ seed: 20_260_101 })

const limits = { ...LIMITS, chunkBytes: 4, chunksInFlight: 3 }
const OK = { ok: true }

/** An outbox whose frames pile up until the test answers them. */
function outbox(wireLimits: WireLimits = limits) {
  const clock = new HandClock()
  const frames: { event: string; args: readonly unknown[]; answer(given: unknown): void }[] = []
  const box = new Outbox(
    (event, args, answer) => void frames.push({ event, args, answer }),
    wireLimits,
    clock,
  )
  return { box, clock, frames }
}

/** What the frames say, in short: "0/2" for a chunk of transfer 0, then the message's name. */
const say = ({ event, args }: { event: string; args: readonly unknown[] }) => {
  if (event === "message") return Envelope.parse(args[0]).message
  const { transfer, index } = ChunkHeader.parse(args[0])
  return `${transfer}/${index}`
}

describe("[W6] a line", () => {
  test("never has more chunks without an answer than allowed, and sends all of them in the end", () => {
    const lengths = fc.array(fc.nat(40), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.asyncProperty(lengths, fc.infiniteStream(fc.nat()), async (sizes, choices) => {
        const { box, frames } = outbox()
        const sent = sizes.map((size, name) => box.send(name, new Uint8Array(size)))
        const waiting: typeof frames = []
        const order: unknown[] = []
        for (let taken = frames.splice(0); taken.length + waiting.length > 0; taken = frames.splice(0)) {
          order.push(...taken.map(say))
          waiting.push(...taken)
          expect(waiting.filter(({ event }) => event === "chunk").length).toBeLessThanOrEqual(3)
          // Answers may come in any order.
          waiting.splice(choices.next().value % waiting.length, 1)[0]?.answer(OK)
        }
        await Promise.all(sent)
        expect(order.filter((said) => typeof said === "number")).toEqual(sizes.map((_, name) => name))
      }),
    )
  })

  test("is not idle between messages: the next one's chunks follow while answers are on their way", () => {
    const { box, frames } = outbox()
    box.send("one", new Uint8Array(12))
    box.send("two", new Uint8Array(12))
    box.send("three", undefined)
    expect(frames.map(say)).toEqual(["0/0", "0/1", "one", "1/0"])
    frames[0]?.answer(OK)
    expect(frames.map(say)).toEqual(["0/0", "0/1", "one", "1/0", "1/1", "two", "three"])
  })
})

describe("[W5] a refusal", () => {
  test("of a chunk ends that message with its code, and no other", async () => {
    const { box, frames } = outbox()
    const refused = box.send("refused", new Uint8Array(24))
    const fine = box.send("fine", new Uint8Array(2))
    frames[1]?.answer({ ok: false, code: "E_TRANSFER" })
    await expect(refused).rejects.toMatchObject({ code: "refused", refusal: "E_TRANSFER" })
    expect(frames.map(say)).toEqual(["0/0", "0/1", "0/2", "fine"])
    frames[3]?.answer(OK)
    await fine
  })

  test("of the last chunk counts before the message's own", async () => {
    const { box, frames } = outbox()
    const refused = box.send("refused", new Uint8Array(12))
    frames[1]?.answer({ ok: false, code: "E_RATE" })
    frames[2]?.answer({ ok: false, code: "E_TRANSFER" })
    await expect(refused).rejects.toMatchObject({ refusal: "E_RATE" })
  })

  test("for its size is too-big; an answer that is none is malformed", async () => {
    const { box, frames } = outbox()
    const [big, garbled] = [box.send("big", undefined), box.send("garbled", undefined)]
    frames[0]?.answer({ ok: false, code: "E_FRAME_TOO_BIG" })
    frames[1]?.answer("yes")
    await expect(big).rejects.toMatchObject({ code: "too-big", refusal: "E_FRAME_TOO_BIG" })
    await expect(garbled).rejects.toMatchObject({ code: "refused", refusal: "E_MALFORMED" })
  })
})

test("[W16] a loss ends everything that waits, sent or not, and answers that come late change nothing", async () => {
  const { box, frames } = outbox()
  const sent = [1, 2, 3].map((name) => box.send(name, new Uint8Array(16)))
  box.fail("gone")
  for (const frame of frames.splice(0)) frame.answer(OK)
  for (const one of sent) await expect(one).rejects.toMatchObject({ code: "closed" })
  expect(frames).toEqual([])
})

test("[W15] there is room for so many messages and bytes, and again for what has been answered", () => {
  const { box, frames } = outbox({ ...limits, queueMessages: 2, queueBytes: 10 })
  box.send("one", new Uint8Array(4))
  expect(box.hasRoomFor(6)).toBe(true)
  expect(box.hasRoomFor(7)).toBe(false)
  box.send("two", undefined)
  expect(box.hasRoomFor(0)).toBe(false)
  for (const frame of frames.splice(0)) frame.answer(OK)
  expect(box.hasRoomFor(10)).toBe(true)
  expect(box.hasRoomFor(11)).toBe(false)
})

test("[W15] silence is counted from the last answer, and only while something waits for one", () => {
  const { box, clock, frames } = outbox()
  clock.pass(10)
  expect(box.silenceMs()).toBeUndefined()
  box.send("one", undefined)
  clock.pass(10)
  box.send("two", undefined)
  expect(box.silenceMs()).toBe(10)
  frames[0]?.answer(OK)
  clock.pass(5)
  expect(box.silenceMs()).toBe(5)
  frames[1]?.answer(OK)
  expect(box.silenceMs()).toBeUndefined()
})
