import { LIMITS } from "@tutti/protocol"
import fc from "fast-check"
import type { Socket } from "socket.io-client"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { pattern, receive, update } from "../channel.contract.ts"
import { openRelay } from "./relay.fixture.ts"

fc.configureGlobal({ seed: 20_260_101 })

let relay: Awaited<ReturnType<typeof openRelay>>
beforeEach(async () => {
  relay = await openRelay()
})
afterEach(() => relay.close())

const leave = { message: { kind: "leave" } }
const ask = (socket: Pick<Socket, "emit">, event: string, ...args: unknown[]) =>
  new Promise<unknown>((resolve) => socket.emit(event, ...args, resolve))

/** An honest owner gets its update through. */
async function expectHonestRound() {
  const { owner, line } = await relay.join()
  const bytes = pattern(1_000_000, 9)
  const arrived = receive(line, 1)
  await owner.send(update(3), bytes)
  const [received] = await arrived
  expect(received?.message).toEqual(update(3))
  expect(Buffer.compare(received?.payload ?? Buffer.from("none"), bytes)).toBe(0)
  owner.close()
}

describe("[W12] a hostile socket ends alone", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ["three bytes of garbage", Uint8Array.of(1, 2, 3)],
    ["a text that is no packet", "hello"],
    ["an event without a name", "2/owner,[]"],
    ["an event of a reserved name", '2/owner,["disconnect"]'],
    ["half of a JSON text", '2/owner,["message",{'],
    ["a packet that announces a million attachments", '51000000-/owner,["message"]'],
    ["a second connection to the door", "0/owner,"],
    ["a connection to a door that is none", "0/nowhere,"],
  ])("%s", async (_, packet) => {
    const { socket } = await relay.strangeOwner()
    socket.io.engine.send(packet)
    await expectHonestRound()
    socket.disconnect()
  })

  test("an `error` event, and events of other names, are refused as malformed", async () => {
    const { socket } = await relay.strangeOwner()
    for (const event of ["error", "connection", "hello", "__proto__"])
      expect(await ask(socket, event, 1)).toEqual({ ok: false, code: "E_MALFORMED" })
    socket.disconnect()
    await expectHonestRound()
  })

  test("a text of half a million brackets is refused as malformed", async () => {
    const { socket } = await relay.strangeOwner()
    const refused = new Promise<unknown>((resolve) => void socket.once("message", resolve))
    socket.io.engine.send(`2/owner,["message",${"[".repeat(500_000)}${"]".repeat(500_000)}]`)
    expect(await refused).toEqual({ message: { kind: "refused", code: "E_MALFORMED" } })
    socket.disconnect()
    await expectHonestRound()
  })

  test("five hundred packets made from honest ones by small changes", async () => {
    const honest = fc.constantFrom(
      '2/owner,7["message",{"message":{"kind":"leave"}}]',
      '51-/owner,8["message",{"message":{"kind":"update","round":1}},{"_placeholder":true,"num":0}]',
      '51-/owner,9["chunk",{"transfer":0,"index":0,"count":2},{"_placeholder":true,"num":0}]',
      "3/owner,1[{}]",
      "0/owner,{}",
    )
    const change = fc.record({ at: fc.nat(), cut: fc.nat(3), put: fc.string({ maxLength: 3 }) })
    const packet = fc.tuple(honest, fc.array(change, { maxLength: 2 })).map(([text, changes]) =>
      changes.reduce<string>((some, { at, cut, put }) => {
        const start = at % (some.length + 1)
        return some.slice(0, start) + put + some.slice(start + cut)
      }, text),
    )
    // The first that is no packet ends its socket, so that each socket sends but a few.
    const frame = fc.oneof({ weight: 5, arbitrary: packet }, fc.uint8Array({ maxLength: 20 }))
    for (const frames of fc.sample(fc.array(frame, { minLength: 5, maxLength: 5 }), {
      numRuns: 100,
      seed: 1,
    })) {
      const { socket, gone } = await relay.strangeOwner()
      for (const one of frames) socket.io.engine.send(one)
      socket.disconnect()
      await gone
    }
    await expectHonestRound()
  })
})

describe("[W10] a frame that is too large", () => {
  test.each([LIMITS.chunkBytes + 1, 1_000_000, LIMITS.frameBytes - 1])(
    "with %i bytes is answered E_FRAME_TOO_BIG, and the socket stays",
    async (length) => {
      const { socket } = await relay.strangeOwner()
      const tooBig = { ok: false, code: "E_FRAME_TOO_BIG" }
      expect(await ask(socket, "message", { message: update(1) }, new Uint8Array(length))).toEqual(tooBig)
      expect(await ask(socket, "chunk", { transfer: 0, index: 0, count: 2 }, new Uint8Array(length))).toEqual(
        tooBig,
      )
      expect(await ask(socket, "message", leave)).toEqual({ ok: true })
      socket.disconnect()
    },
  )

  test("as a text of a megabyte is answered E_FRAME_TOO_BIG, and the socket stays", async () => {
    const { socket } = await relay.strangeOwner()
    const long = { message: { kind: "leave", why: "a".repeat(1_000_000) } }
    expect(await ask(socket, "message", long)).toEqual({ ok: false, code: "E_FRAME_TOO_BIG" })
    expect(await ask(socket, "message", leave)).toEqual({ ok: true })
    socket.disconnect()
  })

  test("above the limit of a frame ends that socket, and no other", async () => {
    const { socket, gone } = await relay.strangeOwner()
    socket.emit("message", { message: update(1) }, new Uint8Array(LIMITS.frameBytes + 1))
    await gone
    await expectHonestRound()
  })
})

test("[W14] a socket whose frames are all refused is closed for good", async () => {
  const { socket, gone } = await relay.strangeOwner()
  for (let sent = 0; sent < LIMITS.refusalsPerSocket; sent++) socket.emit("message", {})
  expect(await gone).toBe("io server disconnect")
})

test("[W13] a flood of frames is refused by E_RATE before it is read", async () => {
  const { socket, line } = await relay.strangeOwner()
  let heard = 0
  line.onMessage(() => heard++)
  const refused = new Promise<unknown>((resolve) => {
    for (let sent = 0; sent < 3 * LIMITS.framesPerSecond; sent++)
      socket.emit("message", leave, (answer: { ok: boolean }) => {
        if (!answer.ok) resolve(answer)
      })
  })
  expect(await refused).toEqual({ ok: false, code: "E_RATE" })
  expect(heard).toBeLessThan(3 * LIMITS.framesPerSecond)
  socket.disconnect()
})
