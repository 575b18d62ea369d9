import { initialWeights } from "@tutti/learning"
import { LIMITS, type StudyId, type StudyView } from "@tutti/protocol"
import { beforeEach, describe, expect, onTestFinished, test } from "vitest"
import type { RunningRelay } from "../relay.ts"
import { FakeTimers } from "../testing/fake-timers.ts"
import { studyThroughKills } from "../testing/kills.ts"
import { frame, OPCODE, RawWebSocket } from "../testing/raw-web-socket.ts"
import { tinyStudy } from "../testing/specs.ts"
import { TestOwner, type TestOwnerOptions } from "../testing/test-owner.ts"
import {
  ask,
  codeOf,
  command,
  createInvite,
  createStudy,
  sharedRelay,
  testRelay,
  viewOf,
} from "../testing/test-relay.ts"

/*
 * Twelve things that stop, distort or silence products of this kind, one test each. In all of them the relay stays
 * alive, the others' round ends, and the mean is the mean of those who were in it.
 */

const spec = tinyStudy({
  training: { ...tinyStudy().training, rounds: 1, quorum: { minOwners: 2, fraction: 0.5 } },
})
const initial = initialWeights(spec.model, spec.training.seed)

const shared = sharedRelay()
let relay: RunningRelay
let study: StudyId
let base: TestOwnerOptions
beforeEach(async () => {
  relay = shared()
  study = await createStudy(relay, spec)
  base = { url: relay.url, study, secret: await createInvite(relay, study) }
})

async function join(options: Partial<TestOwnerOptions>): Promise<TestOwner> {
  const owner = await TestOwner.join({ ...base, ...options })
  onTestFinished(() => owner.close())
  return owner
}

/** Time that an owner without a connection is given in an open phase. */
const GRACE_MS = 5_000

/** A relay whose time passes when the test says so, with a study of its own. */
async function ownRelay(): Promise<{ timers: FakeTimers; at: Partial<TestOwnerOptions> }> {
  const timers = new FakeTimers()
  relay = await testRelay({}, { timers, clock: timers })
  study = await createStudy(relay, spec)
  return { timers, at: { url: relay.url, study, secret: await createInvite(relay, study) } }
}

/** Asks for the study's view until it fits. */
async function until(fits: (view: StudyView) => boolean): Promise<void> {
  while (!fits(await viewOf(relay, study)));
}

const readyAll = (owners: TestOwner[]) =>
  until((view) => owners.every((owner) => stateOf(view, owner)?.state === "ready"))

/** Starts the round and waits for its end, as an honest owner sees it. */
async function runRound(honest: TestOwner): Promise<StudyView> {
  expect((await command(relay, study, "start")).status).toBe(200)
  await honest.heard("study-ended")
  return viewOf(relay, study)
}

/** The model is the initial one plus this, in every weight. */
async function expectStep(step: number): Promise<void> {
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const weights = new Float32Array(bytes)
  expect(weights).toHaveLength(initial.length)
  for (const [index, weight] of weights.entries())
    expect(weight).toBeCloseTo((initial[index] ?? Number.NaN) + step, 5)
}

const stateOf = (view: Pick<StudyView, "roster">, { participant }: TestOwner) =>
  view.roster.find((entry) => entry.participant === participant)

describe("the round goes on, and its mean is right", () => {
  test("[R51] three garbage bytes on the socket", async () => {
    const [alice, bob] = [await join({ step: 1 }), await join({ step: 3 })]
    for (const bytes of [
      Buffer.of(0xff, 0xfe, 0xfd),
      frame(OPCODE.text, "\u0000\u0001\u0002"),
      frame(OPCODE.binary, "abc"),
    ]) {
      const raw = await RawWebSocket.open(relay.url)
      raw.write(bytes)
      await raw.closed
    }
    await readyAll([alice, bob])
    await runRound(alice)
    await expectStep(2)
  })

  test("[R52] a message without its payload", async () => {
    const [alice, bob] = [await join({ step: 1 }), await join({ step: 3 })]
    const careless = await join({ automatic: false })
    await careless.identify((await careless.heard("challenge")).message.nonce)
    await careless.ready((await careless.heard("admitted")).message)
    await readyAll([alice, bob, careless])
    const round = runRound(alice)
    await careless.heard("round-opened")
    const message = {
      kind: "update",
      round: 1,
      examples: 10,
      trainLoss: 1,
      trainAccuracy: 1,
      trainingMs: 1,
    } as const
    await expect(careless.channel.send(message)).rejects.toMatchObject({ refusal: "E_MALFORMED" })
    await careless.channel.send({ kind: "leave" })
    expect((await round).rounds).toMatchObject([{ phase: "committed", metrics: { cohort: 3, survivors: 2 } }])
    await expectStep(2)
  })

  test("[R53] a model of another shape", async () => {
    const [alice, bob] = [await join({ step: 1 }), await join({ step: 3 })]
    const shapeless = await join({ train: () => new Float32Array(5) })
    await readyAll([alice, bob, shapeless])
    const view = await runRound(alice)
    expect((await shapeless.heard("refused")).message).toMatchObject({ code: "E_SHAPE", of: "update" })
    expect(stateOf(view, shapeless)).toMatchObject({ state: "excluded", code: "E_SHAPE" })
    expect(view.rounds).toMatchObject([{ phase: "committed", metrics: { survivors: 2 } }])
    await expectStep(2)
  })

  test("[R54] one client sends NaN, another infinity", async () => {
    const [alice, bob] = [await join({ step: 1 }), await join({ step: 3 })]
    const nan = await join({ train: (global) => global.map((_, index) => (index === 3 ? Number.NaN : 0)) })
    const infinite = await join({ train: (global) => global.map(() => Number.POSITIVE_INFINITY) })
    await readyAll([alice, bob, nan, infinite])
    const view = await runRound(alice)
    for (const owner of [nan, infinite]) {
      expect((await owner.heard("refused")).message).toMatchObject({ code: "E_NOT_FINITE" })
      expect(stateOf(view, owner)).toMatchObject({ state: "excluded", code: "E_NOT_FINITE" })
    }
    expect(view.rounds).toMatchObject([{ metrics: { cohort: 4, survivors: 2 } }])
    await expectStep(2)
  })

  test("[R55] three owners, two have sent, the third closes", async () => {
    const { timers, at } = await ownRelay()
    const [alice, bob, third] = [
      await join({ ...at, step: 1 }),
      await join({ ...at, step: 3 }),
      await join({ ...at, train: never }),
    ]
    await readyAll([alice, bob, third])
    const round = runRound(alice)
    await third.heard("round-opened")
    third.close()
    await until(
      ({ rounds, ...view }) => rounds[0]?.received === 2 && stateOf(view, third)?.state === "reconnecting",
    )
    timers.advance(GRACE_MS)
    expect((await round).rounds).toMatchObject([{ phase: "committed", metrics: { cohort: 3, survivors: 2 } }])
    await expectStep(2)
  })

  test("[R56] an owner sends and leaves: what it sent counts, and nobody waits for it", async () => {
    const { timers, at } = await ownRelay()
    const [alice, bob, leaving] = [
      await join({ ...at, step: 1 }),
      await join({ ...at, step: 3 }),
      await join({ ...at, automatic: false }),
    ]
    await leaving.identify((await leaving.heard("challenge")).message.nonce)
    await leaving.ready((await leaving.heard("admitted")).message)
    await readyAll([alice, bob, leaving])
    const round = runRound(alice)
    await leaving.heard("round-opened")
    await leaving.update(
      1,
      initial.map((weight) => weight + 5),
    )
    leaving.close()
    await until(
      ({ rounds, ...view }) =>
        rounds[0]?.phase === "evaluating" && stateOf(view, leaving)?.state === "reconnecting",
    )
    timers.advance(GRACE_MS)
    expect((await round).rounds).toMatchObject([{ phase: "committed", metrics: { survivors: 3 } }])
    await expectStep(3)
  })
})

describe("the relay stays alive", () => {
  test("[R57] an idle socket that never speaks is closed in time, at every depth of silence", async () => {
    const timers = new FakeTimers()
    const relay = await testRelay({}, { timers })
    const connected = await RawWebSocket.open(relay.url)
    const entered = await RawWebSocket.open(relay.url)
    await entered.enter("/owner")
    const watching = await RawWebSocket.open(relay.url)
    await watching.enter("/watch")
    timers.advance(LIMITS.identifyWithinMs)
    await Promise.all([connected.closed, watching.closed])
    // This one is told why first; it does not confirm, and is closed all the same.
    expect(await entered.heard((text) => text.includes("E_NOT_IDENTIFIED"))).toBeDefined()
    timers.advance(2_000)
    await entered.closed
    expect((await ask(relay, "GET", "/healthz")).status).toBe(200)
  })

  test("[R58] the relay dies while owners train", async () => {
    const { rounds } = await studyThroughKills([{ kind: "round-opened", hearers: 3 }])
    expect(rounds[0]).toMatchObject({ phase: "abandoned", reason: "relay-restarted" })
  })

  test("[R59] restart after aggregation", async () => {
    const { rounds } = await studyThroughKills([{ kind: "model-averaged", hearers: 1 }])
    expect(rounds[0]).toMatchObject({ phase: "abandoned", reason: "relay-restarted" })
  })

  test("[R60] POST with {}", async () => {
    for (const path of [
      "/api/studies",
      `/api/studies/${study}/commands`,
      `/api/studies/${study}/invites`,
      "/api/invitations",
    ]) {
      const answer = await ask(relay, "POST", path, { body: {} })
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 400, "E_MALFORMED"])
    }
    expect((await ask(relay, "GET", "/healthz")).status).toBe(200)
  })

  test("[R61] a malformed study over HTTP", async () => {
    const [column] = spec.dataset.columns
    const wide = { kind: "dense", units: 65_536, activation: "relu" }
    const broken = {
      "no columns": { ...spec, dataset: { ...spec.dataset, columns: [] } },
      "a column twice": { ...spec, dataset: { ...spec.dataset, columns: [column, column] } },
      "layers that do not fit": { ...spec, model: { ...spec.model, inputs: 7 } },
      "no layers": { ...spec, model: { ...spec.model, layers: [] } },
      "a word for a number": { ...spec, training: { ...spec.training, rounds: "many" } },
      "an unknown field": { ...spec, telemetry: true },
      "more weights than fit into memory": {
        ...spec,
        model: { ...spec.model, layers: [...Array(8).fill(wide), ...spec.model.layers] },
      },
    }
    for (const [what, study] of Object.entries(broken)) {
      const answer = await ask(relay, "POST", "/api/studies", { body: { spec: study } })
      expect([what, answer.status, codeOf(answer)]).toEqual([what, 400, "E_MALFORMED"])
    }
    expect((await ask(relay, "GET", "/healthz")).status).toBe(200)
  })

  test("[R62] the relay bound to an IPv4 address, to all of them, and to IPv6", async () => {
    for (const host of ["127.0.0.1", "0.0.0.0", "::", "::1"]) {
      const relay = await testRelay({ host })
      expect((await ask(relay, "GET", "/healthz")).status).toBe(200)
      const study = await createStudy(relay, spec)
      const owner = await join({ url: relay.url, study, secret: await createInvite(relay, study) })
      await owner.heard("admitted")
    }
  })
})

/** Training that never ends. */
function never(): never {
  throw new Error("this owner trains for ever")
}
