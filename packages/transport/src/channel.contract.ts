import {
  type Channel,
  ChannelError,
  LIMITS,
  ModelHash,
  type OwnerMessage,
  type RelayMessage,
} from "@tutti/protocol"
import fc from "fast-check"
import { afterEach, describe, expect, test } from "vitest"
import type { WireLimits } from "./framing/wire-limits.ts"

fc.configureGlobal({ seed: 20_260_101 })

/** Both ends of one line, open, and what a test needs to disturb it. */
export type ChannelPair = {
  owner: Channel<OwnerMessage, RelayMessage>
  /** The relay's end; after `restore` it may be another one. */
  relay(): Channel<RelayMessage, OwnerMessage>
  /** Cuts the line as a bad network does; resolves when both ends know. It stays cut until `restore`. */
  lose(): Promise<void>
  /** Resolves when the line is open again at both ends. */
  restore(): Promise<void>
  /** Puts a frame of any form at the relay's door. @returns the door's answer. */
  frame(event: string, ...args: unknown[]): Promise<unknown>
  dispose(): Promise<void>
}

export const update = (round: number): OwnerMessage => ({
  kind: "update",
  round,
  examples: 1,
  trainLoss: 0.5,
  trainAccuracy: null,
  trainingMs: 1,
})
export const averaged = (round: number): RelayMessage => ({
  kind: "model-averaged",
  round,
  survivors: 1,
  modelHash: MODEL_HASH,
  remainingMs: 1,
})
const MODEL_HASH = ModelHash.parse("0".repeat(64))

/** Bytes that differ from place to place and from seed to seed. */
export function pattern(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let index = 0, state = seed + 1; index < length; index++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[index] = state >>> 24
  }
  return bytes
}

/** The next `count` messages with their payloads, copied. */
export function receive<In>(channel: Channel<never, In>, count: number) {
  const received: { message: In; payload: Uint8Array | undefined }[] = []
  return new Promise<typeof received>((resolve) => {
    const remove = channel.onMessage((message, payload) => {
      received.push({ message, payload: payload && new Uint8Array(payload) })
      if (received.length < count) return
      remove()
      resolve(received)
    })
  })
}

/** So small that a few hundred bytes already go through every path. */
const SMALL: WireLimits = {
  ...LIMITS,
  chunkBytes: 64,
  payloadBytes: 4_096,
  chunksInFlight: 2,
  framesPerSecond: 1_000_000,
}

/** What every channel keeps, whatever carries it. Run it with a way to open a fresh pair. */
export function channelContract(carrier: string, open: (limits: WireLimits) => Promise<ChannelPair>): void {
  describe(`a channel over ${carrier}`, () => {
    const pairs: ChannelPair[] = []
    const opened = async (limits: WireLimits = LIMITS) => {
      const pair = await open(limits)
      pairs.push(pair)
      return pair
    }
    afterEach(async () => {
      for (const pair of pairs.splice(0)) await pair.dispose()
    })

    describe("[W3][W4] a payload arrives bit for bit, with its message", () => {
      const { chunkBytes } = LIMITS
      test.each([0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 2 * chunkBytes, 3_000_000])(
        "%i bytes, from an odd offset, both ways",
        async (length) => {
          const { owner, relay } = await opened()
          const bytes = pattern(length, length)
          const odd = new Uint8Array(new ArrayBuffer(length + 8), 3, length)
          odd.set(bytes)
          const [up, down] = [receive(relay(), 1), receive(owner, 1)]
          await Promise.all([owner.send(update(1), odd), relay().send(averaged(1), odd)])
          for (const [received] of [await up, await down])
            expect(Buffer.compare(received?.payload ?? Buffer.from("none"), bytes)).toBe(0)
        },
      )

      test("20 MB, with the limits as they are", async () => {
        const { owner, relay } = await opened()
        const bytes = new Uint8Array(20_000_000).map((_, index) => index * 31)
        const arrived = receive(relay(), 1)
        await owner.send(update(1), bytes)
        const [received] = await arrived
        expect(Buffer.compare(received?.payload ?? Buffer.from("none"), bytes)).toBe(0)
      })

      test("a message without payload arrives without one", async () => {
        const { owner, relay } = await opened()
        const arrived = receive(relay(), 1)
        await owner.send({ kind: "leave" })
        expect(await arrived).toEqual([{ message: { kind: "leave" }, payload: undefined }])
      })
    })

    test("[W7] messages of any sizes, sent at once both ways, arrive in the order they were sent", async () => {
      const lengths = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 12 })
      const { owner, relay } = await opened(SMALL)
      await fc.assert(
        fc.asyncProperty(lengths, lengths, async (ups, downs) => {
          const [up, down] = [receive(relay(), ups.length), receive(owner, downs.length)]
          await Promise.all([
            ...ups.map((length, index) => owner.send(update(index + 1), pattern(length, index))),
            ...downs.map((length, index) => relay().send(averaged(index + 1), pattern(length, index))),
          ])
          const read = ({ message, payload }: { message: object; payload: Uint8Array | undefined }) =>
            [message, Buffer.from(payload ?? []).toString("hex")] as const
          const sent = (message: (round: number) => object) => (length: number, index: number) =>
            read({ message: message(index + 1), payload: pattern(length, index) })
          expect((await up).map(read)).toEqual(ups.map(sent(update)))
          expect((await down).map(read)).toEqual(downs.map(sent(averaged)))
        }),
        { numRuns: 25 },
      )
    })

    test("[W8] the sender's array is free again as soon as `send` has returned", async () => {
      const { owner, relay } = await opened(SMALL)
      const [up, down] = [receive(relay(), 1), receive(owner, 1)]
      const bytes = pattern(1_000, 1)
      const sent = [owner.send(update(1), bytes), relay().send(averaged(1), bytes)]
      bytes.fill(0)
      await Promise.all(sent)
      for (const [received] of [await up, await down]) expect(received?.payload).toEqual(pattern(1_000, 1))
    })

    test("[W8] what is handed over instead arrives all the same", async () => {
      const { owner, relay } = await opened(SMALL)
      const [up, down] = [receive(relay(), 1), receive(owner, 1)]
      const bytes = pattern(1_000, 1)
      await Promise.all([owner.sendShared(update(1), bytes), relay().sendShared(averaged(1), bytes)])
      for (const [received] of [await up, await down]) expect(received?.payload).toEqual(pattern(1_000, 1))
    })

    describe("[W5] every frame gets one answer, and the line stays open", () => {
      const message = { message: update(1) }
      test.each<[string, string, unknown[], string]>([
        ["an unknown event", "hello", [{}], "E_MALFORMED"],
        ["no envelope", "message", [], "E_MALFORMED"],
        ["null", "message", [null], "E_MALFORMED"],
        ["garbage", "message", [Uint8Array.of(1, 2, 3)], "E_MALFORMED"],
        ["bytes within the envelope", "message", [{ message: Uint8Array.of(1) }], "E_MALFORMED"],
        ["a message that is none", "message", [{ message: {} }], "E_MALFORMED"],
        ["an unknown kind", "message", [{ message: { kind: "hello" } }], "E_MALFORMED"],
        ["a field too many", "message", [{ message: { kind: "leave", why: "so" } }], "E_MALFORMED"],
        [
          "an envelope with a field too many",
          "message",
          [{ message: { kind: "leave" }, to: 1 }],
          "E_MALFORMED",
        ],
        ["a payload too many", "message", [message, pattern(4, 1), pattern(4, 1)], "E_MALFORMED"],
        ["a payload that is a text", "message", [message, "weights"], "E_MALFORMED"],
        ["a chunk without bytes", "chunk", [{ transfer: 0, index: 0, count: 1 }], "E_MALFORMED"],
        [
          "a header with halves",
          "chunk",
          [{ transfer: 0.5, index: 0, count: 1 }, pattern(4, 1)],
          "E_MALFORMED",
        ],
      ])("%s: E_MALFORMED", async (_, event, args, code) => {
        const pair = await opened()
        expect(await pair.frame(event, ...args)).toEqual({ ok: false, code })
        expect(await pair.frame("message", { message: { kind: "leave" } })).toEqual({ ok: true })
      })

      test("[W9] an update without its payload, a leave with one: E_MALFORMED", async () => {
        const { frame } = await opened()
        const malformed = { ok: false, code: "E_MALFORMED" }
        expect(await frame("message", { message: update(1) })).toEqual(malformed)
        expect(await frame("message", { message: { kind: "leave" } }, pattern(4, 1))).toEqual(malformed)
        expect(await frame("message", { message: update(1) }, pattern(4, 1))).toEqual({ ok: true })
      })

      test("[W10] an envelope, a chunk or an inline payload above its limit: E_FRAME_TOO_BIG", async () => {
        const { frame } = await opened()
        const tooBig = { ok: false, code: "E_FRAME_TOO_BIG" }
        const bytes = new Uint8Array(LIMITS.chunkBytes + 1)
        const long = { kind: "leave", why: "a".repeat(LIMITS.envelopeBytes) }
        expect(await frame("message", { message: long })).toEqual(tooBig)
        expect(await frame("message", { message: update(1) }, bytes)).toEqual(tooBig)
        expect(await frame("chunk", { transfer: 0, index: 0, count: 2 }, bytes)).toEqual(tooBig)
        expect(await frame("message", { message: { kind: "leave" } })).toEqual({ ok: true })
      })

      test("[W11] a message whose transfer never was: E_TRANSFER", async () => {
        const { frame } = await opened()
        const envelope = { message: update(1), transfer: { id: 0, bytes: 8 } }
        expect(await frame("message", envelope)).toEqual({ ok: false, code: "E_TRANSFER" })
        expect(await frame("message", { message: { kind: "leave" } })).toEqual({ ok: true })
      })
    })

    test("[W10] what exceeds the limits is refused before it leaves, and the line stays open", async () => {
      const { owner, relay } = await opened(SMALL)
      const tooBig = { code: "too-big", refusal: "E_FRAME_TOO_BIG" }
      await expect(owner.send(update(1), new Uint8Array(4_097))).rejects.toMatchObject(tooBig)
      await expect(relay().send(averaged(1), new Uint8Array(4_097))).rejects.toMatchObject(tooBig)
      await expect(owner.send({ kind: "leave" })).resolves.toBeUndefined()
    })

    test("[W5] a sender learns the code by which its message was refused", async () => {
      const { owner } = await opened()
      const refused = owner.send({ kind: "leave" }, pattern(4, 1))
      await expect(refused).rejects.toBeInstanceOf(ChannelError)
      await expect(refused).rejects.toMatchObject({ code: "refused", refusal: "E_MALFORMED" })
    })

    describe("[W15] what may wait for one peer is bounded", () => {
      test("by messages: one too many drops the line, and the owner comes back", async () => {
        const pair = await opened({ ...LIMITS, queueMessages: 3 })
        const gone = new Promise<string>((resolve) => pair.relay().onDisconnect(resolve))
        const back = new Promise<void>((resolve) => pair.owner.onReconnect(resolve))
        const relay = pair.relay()
        const sent = [1, 2, 3, 4, 5].map((round) => relay.send(averaged(round), pattern(4, round)))
        const codes = (await Promise.allSettled(sent)).map((one) =>
          one.status === "rejected" && one.reason instanceof ChannelError ? one.reason.code : one.status,
        )
        expect(codes).toEqual(["closed", "closed", "closed", "refused", "closed"])
        expect(await gone).toBe("E_QUEUE_FULL")
        await pair.restore()
        await back
      })

      test("by bytes", async () => {
        const { relay } = await opened({ ...SMALL, queueBytes: 1_000 })
        const sent = Promise.allSettled(
          [1, 2].map((round) => relay().send(averaged(round), pattern(600, round))),
        )
        expect((await sent).map(({ status }) => status)).toEqual(["rejected", "rejected"])
      })
    })

    describe("[W16] a loss", () => {
      test("is told to both ends; what is under way or sent meanwhile rejects as closed", async () => {
        const pair = await opened(SMALL)
        const reasons: string[] = []
        pair.owner.onDisconnect(() => reasons.push("owner"))
        pair.relay().onDisconnect(() => reasons.push("relay"))
        const underWay = pair.owner.send(update(1), pattern(4_000, 1)).catch((error) => error)
        await pair.lose()
        expect(reasons.sort()).toEqual(["owner", "relay"])
        expect(await underWay).toMatchObject({ code: "closed" })
        await expect(pair.owner.send({ kind: "leave" })).rejects.toMatchObject({ code: "closed" })
      })

      test("is followed by a reconnect, told each time but not at the first opening; nothing is sent again", async () => {
        const pair = await opened(SMALL)
        let reconnects = 0
        pair.owner.onReconnect(() => reconnects++)
        await pair.owner.send({ kind: "leave" })
        expect(reconnects).toBe(0)
        for (const time of [1, 2]) {
          const cut = pair.owner.send(update(1), pattern(4_000, 1)).catch((error) => error)
          await pair.lose()
          await cut
          await pair.restore()
          expect(reconnects).toBe(time)
          const arrived = receive(pair.relay(), 1)
          await pair.owner.send(update(2), pattern(100, time))
          expect(await arrived).toEqual([{ message: update(2), payload: pattern(100, time) }])
        }
      })
    })

    describe("[W17] closing", () => {
      test("by the owner is final and idempotent, tells the relay, and not the owner itself", async () => {
        const { owner, relay } = await opened()
        const told: string[] = []
        owner.onDisconnect(() => told.push("owner"))
        const gone = new Promise<void>((resolve) => relay().onDisconnect(() => resolve()))
        const underWay = owner.send(update(1), pattern(3_000_000, 1)).catch((error) => error)
        owner.close()
        owner.close()
        await gone
        expect(await underWay).toMatchObject({ code: "closed" })
        await expect(owner.send({ kind: "leave" })).rejects.toMatchObject({ code: "closed" })
        expect(told).toEqual([])
      })

      test("by the relay tells the owner, after what was answered before", async () => {
        const { owner, relay } = await opened()
        const arrived = receive(owner, 1)
        const gone = new Promise<string>((resolve) => owner.onDisconnect(resolve))
        await relay().send({ kind: "refused", code: "E_REPLACED" })
        relay().close()
        await gone
        expect(await arrived).toHaveLength(1)
        await expect(relay().send({ kind: "study-paused" })).rejects.toMatchObject({ code: "closed" })
      })
    })

    test("a removed listener hears nothing more", async () => {
      const { owner, relay } = await opened()
      let heard = 0
      const remove = relay().onMessage(() => heard++)
      await owner.send({ kind: "leave" })
      remove()
      await owner.send({ kind: "leave" })
      expect(heard).toBe(1)
    })
  })
}
