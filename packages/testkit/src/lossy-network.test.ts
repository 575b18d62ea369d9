import type { OwnerMessage, RelayMessage } from "@tutti/protocol"
import { expect, test } from "vitest"
import { FakeClock } from "./fake-clock.ts"
import { LossyNetwork, type RelayLine, type Weather } from "./lossy-network.ts"

const leave: OwnerMessage = { kind: "leave" }
const ready: OwnerMessage = { kind: "activity", activity: "waiting" }
const paused: RelayMessage = { kind: "study-paused" }

/** Alice's line, and a relay that writes down what it meets. */
async function line(weather?: Weather) {
  const clock = new FakeClock()
  const met: string[] = []
  let relay: RelayLine | undefined
  const network = new LossyNetwork(clock, () => ({
    opened: (opened) => {
      relay = opened
      met.push("opened")
    },
    received: (_, { kind }, payload) => met.push(payload ? `${kind} ${payload.join(" ")}` : kind),
    closed: () => met.push("closed"),
  }))
  if (weather) network.weather = weather
  const alice = network.line("alice")
  await clock.advance(0)
  return { clock, network, alice, met, relay: () => relay }
}

test("letters arrive, both ways, with a copy of their payload, and are acknowledged", async () => {
  const { clock, alice, met, relay } = await line()
  const heard: string[] = []
  alice.onMessage(({ kind }, payload) => heard.push(`${kind} ${payload?.join(" ")}`))
  const bytes = Uint8Array.of(1, 2)
  const taken = alice.send(leave, bytes)
  bytes.fill(9)
  relay()?.send(paused, Uint8Array.of(3))
  await clock.advance(0)
  await taken
  expect(met).toEqual(["opened", "leave 1 2"])
  expect(heard).toEqual(["study-paused 3"])
})

test("weather loses, doubles and delays letters, and so changes their order", async () => {
  const { clock, alice, met } = await line(({ message }) => (message.kind === "leave" ? [50, 60] : [10]))
  void alice.send(leave)
  void alice.send(ready)
  await clock.advance(55)
  expect(met).toEqual(["opened", "activity", "leave"])
  await clock.advance(5)
  expect(met).toEqual(["opened", "activity", "leave", "leave"])
})

test("a line that breaks takes with it what is under way, and both ends hear of it", async () => {
  const { clock, network, alice, met, relay } = await line(() => [10])
  const losses: string[] = []
  const openings: string[] = []
  alice.onDisconnect((reason) => losses.push(reason))
  alice.onReconnect(() => openings.push("again"))
  alice.onMessage(() => losses.push("a letter of the line that broke"))
  relay()?.send(paused)
  const taken = alice.send(leave)
  network.cut("alice")
  await expect(taken).rejects.toMatchObject({ code: "closed" })
  await expect(alice.send(leave)).rejects.toMatchObject({ code: "closed" })
  network.mend("alice")
  await clock.advance(100)
  expect(met).toEqual(["opened", "closed", "opened"])
  expect({ losses, openings }).toEqual({ losses: ["cut"], openings: ["again"] })
})

test("an acknowledgement can be lost although its letter has arrived", async () => {
  const { clock, network, alice, met } = await line()
  const taken = alice.send(leave)
  clock.start(0, () => network.cut("alice"))
  await Promise.all([expect(taken).rejects.toMatchObject({ code: "closed" }), clock.advance(0)])
  expect(met).toEqual(["opened", "leave", "closed"])
})

test("a line that its owner has closed stays closed, and its owner hears no loss of it", async () => {
  const { clock, network, alice, met } = await line()
  const losses: string[] = []
  alice.onDisconnect((reason) => losses.push(reason))
  alice.close()
  alice.close()
  network.mend("alice")
  await clock.advance(10)
  expect(met).toEqual(["opened", "closed"])
  expect(losses).toEqual([])
})
