import type { Trainer, TrainerFactory, TrainingResult } from "@tutti/learning"
import { floatsToBytes } from "@tutti/ring"
import type { Offer } from "@tutti/secure-aggregation"
import { cohort, linearTrainer, takingTime } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { hashModel } from "../../committed.ts"
import { openTraining } from "../../secure/sums.ts"
import { freezeRoster, MemoryRecords, ScriptedRelay, type Seat, secureSpec } from "./scripted-relay.ts"

const { alice, bob, carol, dave } = await cohort("alice", "bob", "carol", "dave")
const people = [alice, bob, carol, dave]

/** The relay with everybody in its roster, and alice, whom it is to deceive. */
async function assembled(changes: Parameters<ScriptedRelay["assemble"]>[0] = {}) {
  const relay = new ScriptedRelay(people)
  const [seat] = await relay.assemble(changes)
  if (seat === undefined) throw new Error("alice is here")
  return { relay, seat, view: () => seat.participant.view(), said: () => relay.said(alice).slice(2) }
}

async function statisticsAdded() {
  const stage = await assembled()
  await stage.relay.add(1, "statistics")
  return { ...stage, said: () => stage.said().slice(5) }
}

/** The plain trainer with something in the place of its own. */
function changed(changes: Partial<Trainer>): TrainerFactory {
  return async (model) => {
    const trainer = await linearTrainer(model)
    return {
      backend: trainer.backend,
      train: (...given) => trainer.train(...given),
      evaluate: (...given) => trainer.evaluate(...given),
      predict: (...given) => trainer.predict(...given),
      dispose: () => trainer.dispose(),
      ...changes,
    }
  }
}

const other = (bytes: Uint8Array) => Uint8Array.from(bytes, (byte) => byte ^ 1)
const lastByteChanged = (bytes: Uint8Array) =>
  bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte))

describe("[T55] what an honest relay never asks is evidence: the owner stops until its person resumes", () => {
  const offers: [string, string, (offer: Offer) => Partial<Offer>][] = [
    ["another plan", "E_SA_POLICY", ({ planHash }) => ({ planHash: other(planHash) })],
    ["another roster", "E_SA_POLICY", ({ rosterRoot }) => ({ rosterRoot: other(rosterRoot) })],
    ["another study", "E_SA_POLICY", () => ({ study: "anotherstudy0000" })],
    ["one lane less", "E_SA_POLICY", ({ lanes }) => ({ lanes: lanes - 1 })],
    ["lanes of another width", "E_SA_POLICY", () => ({ laneBits: 128 })],
    ["another model", "E_SA_MODEL", ({ modelHash }) => ({ modelHash: other(modelHash) })],
    [
      "another past",
      "E_SA_REPLAY",
      ({ previousTranscript }) => ({ previousTranscript: other(previousTranscript) }),
    ],
    ["a forgotten past", "E_SA_REPLAY", () => ({ previousRound: 0 })],
  ]

  test.each(offers)("an offer over %s is %s", async (_, code, changes) => {
    const { relay, view, said } = await statisticsAdded()
    await relay.openRound(1)
    await relay.add(2, "training", changes(relay.offerOf(2, "training")))
    expect(view()).toMatchObject({
      phase: "paused",
      refusal: { code, of: "aggregation" },
      secure: { evidence: { code, number: 2 }, aggregation: null, contributions: 1 },
    })
    expect(said()).toEqual(["failed", "activity"])
    expect(relay.sums).toHaveLength(1)
  })

  test("an offer that the relay's key has not signed is E_SA_SIGNATURE", async () => {
    const { relay, view, said } = await statisticsAdded()
    await relay.openRound(1)
    relay.tells = (_owner, _step, bytes) => lastByteChanged(bytes)
    await relay.add(2, "training")
    expect(view().secure?.evidence).toEqual({ code: "E_SA_SIGNATURE", number: 2 })
    expect(said()).toEqual(["failed", "activity"])
  })

  test("a number that was answered before is E_SA_REPLAY", async () => {
    const { relay, view, said } = await statisticsAdded()
    await relay.openRound(1)
    await relay.add(1, "training")
    expect(view().secure?.evidence).toEqual({ code: "E_SA_REPLAY", number: 1 })
    expect(said()).toEqual(["failed", "activity"])
  })

  test("so is an offer that was answered before the page was loaded anew", async () => {
    const { relay, seat } = await assembled()
    let offer: Uint8Array | undefined
    relay.tells = (owner, step, bytes) => {
      if (owner === "alice" && step === "offer") offer = bytes
      return bytes
    }
    // The page closes as soon as its keys have left.
    relay.network.weather = ({ message }) => {
      if (message.kind === "aggregation" && message.step === "advertise") seat.participant.close()
      return [0]
    }
    await relay.add(1, "statistics")
    expect(relay.said(alice)).toEqual(["identify", "enrol"])
    const again = relay.join(alice, { records: seat.records })
    await relay.admit(alice, { roster: await freezeRoster(people) })
    await relay.agree(again)
    relay.say("alice", { kind: "aggregation", number: 1, purpose: "statistics", step: "offer" }, offer)
    await relay.clock.advance(0)
    expect(again.participant.view().secure?.evidence).toEqual({ code: "E_SA_REPLAY", number: 1 })
  })

  test("survivors without this owner, whose vector was sent, are E_SA_SURVIVORS: it opens nothing", async () => {
    const { relay, view, said } = await assembled()
    // The last byte of M6 is the bitmap of the survivors: nobody's.
    relay.tells = (_owner, step, bytes) =>
      step === "survivors" ? bytes.map((byte, index) => (index === bytes.length - 1 ? 0 : byte)) : bytes
    await relay.add(1, "statistics")
    expect(view().secure).toMatchObject({
      contributions: 1,
      evidence: { code: "E_SA_SURVIVORS", number: 1 },
    })
    expect(said()).toEqual(["advertise", "shares", "masked", "activity"])
  })

  test("another result than the owner's own transcript is E_SA_SIGNATURE", async () => {
    const { relay, view, seat } = await assembled()
    relay.tells = (_owner, step, bytes) => (step === "result" ? lastByteChanged(bytes) : bytes)
    await relay.add(1, "statistics")
    expect(view().secure?.evidence).toEqual({ code: "E_SA_SIGNATURE", number: 1 })
    expect(seat.records.kept).toMatchObject({ ledger: { finishedRound: 0 }, statisticsFinished: false })
  })

  test("after its person has resumed, the owner takes part again, and the evidence stays to be seen", async () => {
    const { relay, seat, view } = await statisticsAdded()
    await relay.openRound(1)
    await relay.add(2, "training", { modelHash: new Uint8Array(32) })
    await relay.openRound(2)
    await relay.add(3, "training")
    expect(relay.sums).toHaveLength(1)
    for (const person of people) relay.said(person)
    seat.participant.resume()
    await relay.openRound(3)
    await relay.add(4, "training")
    expect(view().secure).toMatchObject({ evidence: { code: "E_SA_MODEL", number: 2 }, contributions: 1 })
    expect(view().secure?.aggregation).toMatchObject({ number: 4, step: "advertise" })
  })
})

describe("[T56] what may happen under an honest relay ends that sum alone", () => {
  test("a roster that is cut short is E_SA_MALFORMED; the next sum is answered", async () => {
    const { relay, view, said } = await assembled()
    relay.tells = (owner, step, bytes) => (owner === "alice" && step === "roster" ? bytes.slice(1) : bytes)
    await relay.add(1, "statistics")
    await relay.clock.advance(2_000)
    expect(view()).toMatchObject({
      phase: "ready",
      refusal: { code: "E_SA_MALFORMED", of: "aggregation" },
      secure: { evidence: null, contributions: 0 },
    })
    expect(said()).toEqual(["advertise"])
    relay.tells = (_owner, _step, bytes) => bytes
    await relay.openRound(1)
    await relay.add(2, "training")
    expect(relay.sums).toMatchObject([{ number: 1 }, { number: 2, survivors: [0, 1, 2, 3] }])
  })

  test("an envelope that names another sum than its offer is E_SA_MALFORMED, and is not answered", async () => {
    const { relay, view, said } = await assembled()
    let offer: Uint8Array | undefined
    relay.tells = (_owner, step, bytes) => {
      if (step === "offer") offer = bytes
      return undefined
    }
    await relay.add(1, "statistics")
    relay.say("alice", { kind: "aggregation", number: 2, purpose: "statistics", step: "offer" }, offer)
    await relay.clock.advance(0)
    expect(view()).toMatchObject({ refusal: { code: "E_SA_MALFORMED" }, secure: { evidence: null } })
    expect(said()).toEqual([])
  })

  test("a budget that is used up is E_SA_BUDGET: no vector leaves any more", async () => {
    const first = await assembled()
    const { kept } = first.seat.records
    if (kept === null) throw new Error("the roster was pinned")
    const records = new MemoryRecords()
    records.kept = { ...kept, ledger: { ...kept.ledger, contributions: 100 } }
    const { relay, view, said } = await assembled({ alice: { records } })
    await relay.add(1, "statistics")
    expect(view()).toMatchObject({
      phase: "ready",
      refusal: { code: "E_SA_BUDGET" },
      secure: { contributions: 100, maxContributions: 100, evidence: null },
    })
    expect(said()).toEqual([])
  })

  test("a step that the relay does not take is shown, and the next sum is answered", async () => {
    const { relay, view } = await assembled()
    relay.say("alice", { kind: "refused", code: "E_SA_OUT_OF_TURN", of: "aggregation" })
    await relay.clock.advance(0)
    expect(view()).toMatchObject({ phase: "ready", refusal: { code: "E_SA_OUT_OF_TURN" } })
    await relay.add(1, "statistics")
    expect(relay.sums).toHaveLength(1)
  })
})

describe("[T57] the same numbers are never in two sums", () => {
  test("a second sum over one round's update is E_SA_REPLAY", async () => {
    const { relay, view, said } = await statisticsAdded()
    await relay.openRound(1)
    await relay.add(2, "training")
    await relay.add(3, "training")
    expect(view().secure).toMatchObject({ contributions: 2, evidence: { code: "E_SA_REPLAY", number: 3 } })
    expect(said().filter((step) => step === "masked")).toHaveLength(1)
  })

  test("so is a second sum over the statistics, on this page or on the next", async () => {
    const { relay, seat, view } = await statisticsAdded()
    await relay.add(2, "statistics")
    expect(view().secure).toMatchObject({ contributions: 1, evidence: { code: "E_SA_REPLAY", number: 2 } })
    seat.participant.close()
    await relay.clock.advance(0)
    const again = relay.join(alice, { records: seat.records })
    await relay.admit(alice, { roster: await freezeRoster(people) })
    await relay.agree(again)
    await relay.add(3, "statistics")
    expect(again.participant.view().secure).toMatchObject({
      contributions: 1,
      evidence: { code: "E_SA_REPLAY", number: 3 },
    })
  })

  test("and one over the statistics when a round says that they are open", async () => {
    const { relay, view } = await assembled()
    await relay.openRound(1)
    await relay.add(2, "statistics")
    expect(view().secure).toMatchObject({ contributions: 0, evidence: { code: "E_SA_REPLAY", number: 2 } })
  })

  test("that statistics are finished is kept, whatever the relay offers in the same breath", async () => {
    const { relay, seat } = await assembled()
    relay.tells = (owner, step, bytes) => {
      if (owner !== "alice" || step !== "result") return bytes
      const { weights, modelHash } = relay.study
      relay.say(
        "alice",
        {
          kind: "round-opened",
          round: 1,
          cohort: 4,
          modelHash,
          scaling: [...relay.scaling],
          totals: relay.totals,
          seed: 1,
          remainingMs: 1_000,
        },
        floatsToBytes(weights),
      )
      relay.say("alice", { kind: "aggregation", number: 1, purpose: "statistics", step }, bytes)
      relay.say(
        "alice",
        { kind: "aggregation", number: 2, purpose: "training", step: "offer" },
        new Uint8Array(8),
      )
      return undefined
    }
    await relay.add(1, "statistics")
    expect(seat.records.kept).toMatchObject({ ledger: { finishedRound: 1 }, statisticsFinished: true })
  })

  test("nor is a model measured twice because it is announced twice", async () => {
    const { relay, view } = await statisticsAdded()
    await relay.openRound(1)
    await relay.add(2, "training")
    const weights = relay.study.weights.map((weight) => weight + 1)
    const announced = {
      kind: "model-averaged",
      round: 2,
      survivors: 4,
      modelHash: hashModel(weights),
      remainingMs: 1_000,
    } as const
    await relay.tellAll(announced, floatsToBytes(weights))
    await relay.add(3, "measurement", {}, weights)
    expect(relay.sums).toHaveLength(3)
    await relay.tellAll(announced, floatsToBytes(weights))
    await relay.add(4, "measurement", {}, weights)
    expect(relay.sums).toHaveLength(3)
    expect(view().secure).toMatchObject({ contributions: 3, evidence: { code: "E_SA_REPLAY", number: 4 } })
  })

  test("statistics whose opening failed may be asked for again, but not for ever: E_SA_BUDGET", async () => {
    const { relay, seat, view } = await assembled()
    relay.tells = (_owner, step, bytes) => (step === "result" ? undefined : bytes)
    for (const number of [1, 2, 3]) {
      await relay.add(number, "statistics")
      // Nobody was told of it: a relay that fell there has no such sum in its past.
      relay.previous = { number: 0, transcript: new Uint8Array(32) }
    }
    expect(seat.records.kept).toMatchObject({ statisticsOpened: 3, statisticsFinished: false })
    await relay.add(4, "statistics")
    expect(view()).toMatchObject({
      refusal: { code: "E_SA_BUDGET" },
      secure: { contributions: 3, evidence: null },
    })
  })

  test("exact sums over other owners would be one owner's numbers: statistics are opened over the same ones alone", async () => {
    const { relay, seat, view } = await assembled()
    relay.tells = (_owner, step, bytes) => (step === "result" ? undefined : bytes)
    await relay.add(1, "statistics")
    const opened = seat.records.kept?.statisticsOf
    expect(opened).toEqual(expect.any(String))
    relay.previous = { number: 0, transcript: new Uint8Array(32) }
    const all = Object.values(people)
      .map(({ participant }) => participant)
      .sort()
    const withoutOne = all.flatMap((participant, index) =>
      participant === all.find((id) => id !== alice.participant) ? [] : [index],
    )
    await relay.add(2, "statistics", {}, undefined, withoutOne)
    expect(seat.records.kept).toMatchObject({ statisticsOpened: 1, statisticsOf: opened })
    expect(view().refusal?.code).toBe("E_SA_REPLAY")
  })
})

describe("[T55] what the rows are measured by is the same for all owners of a sum, and in all sums", () => {
  /** Under these totals nobody weighs anything, and under the true ones alice weighs what she has. */
  const vanishing = { owners: 4, trainingRows: Number.MAX_SAFE_INTEGER, validationRows: 0 }
  const flat = (relay: ScriptedRelay) => relay.scaling.map((column) => ({ ...column, stddev: 1e30 }))

  test.each([
    ["totals", () => ({ totals: vanishing })],
    ["a scaling", (relay: ScriptedRelay) => ({ scaling: flat(relay) })],
  ] as const)(
    "%s under which all others vanish from alice's sum, told to them alone, is E_SA_MODEL",
    async (_, told) => {
      const { relay, said } = await statisticsAdded()
      const { totals, scaling } = relay
      Object.assign(relay, told(relay))
      await relay.openRound(1, relay.study.weights, ["bob", "carol", "dave"])
      Object.assign(relay, { totals, scaling })
      await relay.openRound(1, relay.study.weights, ["alice"])
      await relay.add(2, "training")
      await relay.clock.advance(2_000)
      expect(relay.sums).toHaveLength(1)
      expect(said()).not.toContain("masked")
      for (const person of [bob, carol, dave]) expect(relay.said(person).slice(7)).not.toContain("masked")
    },
  )

  test("two at once are never both answered, not even in one breath", async () => {
    const { relay, seat, view } = await statisticsAdded()
    let disk: () => void = () => {}
    const offers: Uint8Array[] = []
    const passOn = relay.tells
    relay.tells = (owner, step, bytes) => {
      if (owner === "alice" && step === "offer") offers.push(bytes)
      return undefined
    }
    const { totals } = relay
    const others = { ...totals, trainingRows: 10 }
    await relay.add(2, "training")
    relay.totals = others
    await relay.add(3, "training")
    relay.tells = passOn
    const load = seat.records.load.bind(seat.records)
    const slow = new Promise<void>((resolve) => {
      disk = resolve
    })
    seat.records.load = () => slow.then(load)
    const { weights, modelHash } = relay.study
    for (const [place, told] of [totals, others].entries()) {
      const round = place + 1
      const announced = { cohort: 4, modelHash, scaling: [...relay.scaling], seed: 1, remainingMs: 1_000 }
      relay.say("alice", { kind: "round-opened", round, totals: told, ...announced }, floatsToBytes(weights))
      const step = { kind: "aggregation", number: place + 2, purpose: "training", step: "offer" } as const
      relay.say("alice", step, offers[place])
    }
    await relay.clock.advance(0)
    disk()
    await relay.clock.advance(0)
    const answered = relay.heard.flatMap(({ owner, message }) =>
      owner === "alice" && message.kind === "aggregation" ? [message.number] : [],
    )
    expect([...new Set(answered)]).toEqual([1])
    expect(view().refusal).toMatchObject({ code: "E_RECORD" })
    expect(view().secure?.contributions).toBe(1)
  })

  test("others in a later round, on this page or on the next, are E_SA_MODEL too", async () => {
    const { relay, seat, view } = await statisticsAdded()
    await relay.openRound(1)
    await relay.add(2, "training")
    expect(view().secure).toMatchObject({ contributions: 2, evidence: null })
    // Only the largest owner's weight is capped under these: two sums of one model would differ by its part.
    relay.totals = { ...relay.totals, trainingRows: 10 }
    await relay.openRound(2)
    await relay.add(3, "training")
    expect(view().secure).toMatchObject({ contributions: 2, evidence: { code: "E_SA_MODEL", number: 3 } })
    seat.participant.close()
    await relay.clock.advance(0)
    const again = relay.join(alice, { records: seat.records })
    await relay.admit(alice, { roster: await freezeRoster(people) })
    await relay.agree(again)
    await relay.openRound(3)
    await relay.add(4, "training")
    expect(again.participant.view().secure).toMatchObject({
      contributions: 2,
      evidence: { code: "E_SA_MODEL", number: 4 },
    })
  })
})

describe("[T58] an owner that does not take part answers no offer", () => {
  const nothing = async ({ relay }: { relay: ScriptedRelay }, number: number) => {
    const before = relay.said(alice).length
    await relay.openRound(number)
    await relay.add(number, "training")
    return relay.said(alice).slice(before)
  }

  test("while it is paused; from the next round on it does", async () => {
    const stage = await statisticsAdded()
    const { seat, relay, view } = stage
    seat.participant.pause()
    await relay.clock.advance(0)
    expect(view().phase).toBe("paused")
    expect(await nothing(stage, 2)).toEqual([])
    seat.participant.resume()
    await relay.clock.advance(0)
    const before = relay.sums.length
    await relay.openRound(3)
    await relay.add(3, "training")
    expect(relay.sums.slice(before)).toMatchObject([{ number: 3, survivors: [0, 1, 2, 3] }])
  })

  test("a round that was opened while it was paused is not entered when it resumes", async () => {
    const { seat, relay, said } = await statisticsAdded()
    seat.participant.pause()
    await relay.openRound(1)
    seat.participant.resume()
    await relay.add(2, "training")
    expect(said()).toEqual(["activity", "activity"])
  })

  test("before it has agreed, and after it has left", async () => {
    const relay = new ScriptedRelay(people)
    const roster = await freezeRoster(people)
    relay.remember(roster)
    const { participant } = relay.join(alice)
    await relay.admit(alice, { roster })
    expect(await nothing({ relay }, 1)).toEqual([])
    const stage = await statisticsAdded()
    await Promise.all([stage.seat.participant.leave(), stage.relay.clock.advance(0)])
    expect(await nothing(stage, 2)).toEqual([])
    expect(participant.view().secure?.contributions).toBe(0)
  })

  test("of a round or a measurement that was not announced to it", async () => {
    const { relay, said } = await statisticsAdded()
    await relay.add(2, "training")
    await relay.add(3, "measurement")
    expect(said()).toEqual([])
  })

  test("nor a step of a sum that it is not in", async () => {
    const { relay, said } = await statisticsAdded()
    for (const step of ["roster", "deliver", "survivors", "quorum", "result"] as const)
      relay.say("alice", { kind: "aggregation", number: 9, purpose: "training", step }, new Uint8Array(80))
    await relay.clock.advance(0)
    expect(said()).toEqual([])
  })
})

describe("[T59] nothing leaves before the record of it is durable", () => {
  test("the number before the keys, the contribution before the vector, the opening before the shares", async () => {
    const { relay, seat, said } = await assembled()
    const kept: unknown[] = []
    relay.network.weather = ({ owner, message }) => {
      if (owner === "alice" && message.kind === "aggregation") {
        const { ledger, statisticsOpened } = seat.records.kept ?? {}
        kept.push([message.step, ledger?.lastRound, ledger?.contributions, statisticsOpened])
      }
      return [0]
    }
    await relay.add(1, "statistics")
    const own = ["advertise", "shares", "masked", "confirm", "unmask"]
    expect(kept.filter((line) => Array.isArray(line) && own.includes(String(line[0])))).toEqual([
      ["advertise", 1, 0, 0],
      ["shares", 1, 0, 0],
      ["masked", 1, 1, 0],
      ["confirm", 1, 1, 0],
      ["unmask", 1, 1, 1],
    ])
    expect(said()).toEqual(own)
  })

  test.each([
    ["the keys", 0, []],
    ["the vector", 1, ["advertise", "shares"]],
    ["the shares", 2, ["advertise", "shares", "masked", "confirm"]],
  ] as const)("where it cannot be kept, there is no word of %s: E_RECORD", async (_, after, expected) => {
    const records = new MemoryRecords()
    const { relay, seat, view, said } = await assembled({ alice: { records } })
    const before = records.saved.length
    records.fails = () => records.saved.length >= before + after
    await relay.add(1, "statistics")
    expect(said()).toEqual(expected)
    expect(view()).toMatchObject({ refusal: { code: "E_RECORD" }, secure: { aggregation: null } })
    expect(seat.faults).toEqual([new Error("the disk is full")])
  })
})

describe("[T60] whoever leaves a sum sends nothing more of it", () => {
  const SLOW_MS = 5_000
  const leaving: [string, (relay: ScriptedRelay, seat: Seat) => unknown, string[]][] = [
    ["pauses", (_, { participant }) => participant.pause(), ["activity"]],
    ["leaves", (_, { participant }) => void participant.leave(), ["leave"]],
    ["loses its line", (relay) => relay.network.cut("alice"), []],
    [
      "is told that the sum has ended",
      (relay) => relay.say("alice", { kind: "aggregation-ended", number: 2, reason: "too-few-survivors" }),
      [],
    ],
    [
      "is told that the round was abandoned",
      (relay) =>
        relay.say("alice", {
          kind: "round-abandoned",
          round: 1,
          reason: "deadline",
          survivors: 1,
          needed: 3,
        }),
      [],
    ],
    [
      "is told that the study has ended",
      (relay) => relay.say("alice", { kind: "study-ended", outcome: "stopped", bestRound: 0, lastRound: 0 }),
      [],
    ],
    [
      "is replaced by another tab",
      (relay) => relay.say("alice", { kind: "refused", code: "E_REPLACED" }),
      [],
    ],
  ]

  /** Alice trains, and everybody waits for her vector. */
  async function training() {
    const relay = new ScriptedRelay(people)
    const slow = takingTime(linearTrainer, relay.clock, SLOW_MS)
    const [seat] = await relay.assemble({ alice: { trainer: slow } })
    if (seat === undefined) throw new Error("alice is here")
    await relay.add(1, "statistics")
    await relay.openRound(1)
    await relay.add(2, "training")
    await relay.clock.advance(SLOW_MS)
    expect(seat.participant.view()).toMatchObject({
      phase: "training",
      secure: { aggregation: { step: "shares" } },
    })
    const before = relay.said(alice).length
    return { relay, seat, late: () => relay.said(alice).slice(before) }
  }

  test.each(leaving)("an owner that %s while it trains keeps its vector", async (_, leave, expected) => {
    const { relay, seat, late } = await training()
    leave(relay, seat)
    await relay.clock.advance(SLOW_MS * 3)
    expect(late().filter((kind) => kind !== "failed")).toEqual(expected)
    expect(seat.participant.view().secure).toMatchObject({ contributions: 1, aggregation: null })
    expect(seat.records.kept?.ledger.contributions).toBe(1)
  })

  test("so does one that closes its page", async () => {
    const { relay, seat, late } = await training()
    seat.participant.close()
    await relay.clock.advance(SLOW_MS * 3)
    expect(late()).toEqual([])
    expect(seat.records.kept?.ledger.contributions).toBe(1)
  })

  test("a straggler that the sum went on without is in the next one", async () => {
    const relay = new ScriptedRelay(people)
    const slow = takingTime(linearTrainer, relay.clock, 70_000)
    const [seat] = await relay.assemble({ alice: { trainer: slow } })
    await relay.add(1, "statistics")
    await relay.openRound(1)
    await relay.add(2, "training")
    await relay.clock.advance(61_000)
    expect(relay.sums).toHaveLength(2)
    expect(relay.sums[1]?.survivors).toHaveLength(3)
    await relay.openRound(2)
    await relay.add(3, "training")
    expect(seat?.participant.view().secure).toMatchObject({
      aggregation: { number: 3, step: "shares" },
      evidence: null,
    })
  })
})

describe("[T61] numbers that ran away, or do not fit, stay here", () => {
  const training = (result: Partial<TrainingResult>) =>
    changed({
      train: async (weights) => ({
        weights: Float32Array.from(weights),
        loss: 1,
        accuracy: null,
        steps: 1,
        milliseconds: 1,
        ...result,
      }),
    })
  const measuring = changed({
    evaluate: async () => ({ loss: Number.POSITIVE_INFINITY, accuracy: null, examples: 1 }),
  })

  test.each([
    ["weights that are not numbers", training({ weights: Float32Array.of(0, 0, Number.NaN) })],
    ["a loss that is not a number", training({ loss: Number.NaN })],
    ["a received model whose loss is not a number", measuring],
  ])("%s add no change and the highest loss: the relay cannot tell whose they were", async (_, trainer) => {
    const { relay, view, said } = await assembled({ alice: { trainer } })
    await relay.add(1, "statistics")
    await relay.openRound(1)
    await relay.add(2, "training")
    expect(relay.heard.filter(({ message }) => message.kind === "failed")).toEqual([])
    expect(said().slice(5)).toEqual(["advertise", "shares", "masked", "confirm", "unmask"])
    expect(relay.sums[1]).toMatchObject({ survivors: [0, 1, 2, 3] })
    const opened = openTraining(secureSpec, 4, relay.totals, 4, relay.sums[1]?.sum ?? new Uint32Array())
    for (const change of opened?.update ?? []) expect(change).not.toBeNaN()
    expect(view()).toMatchObject({ refusal: { code: "E_NOT_FINITE" }, secure: { contributions: 2 } })
  })

  test("no model makes an owner say a word about its rows outside of a sum, however often it is asked", async () => {
    const everything = changed({
      train: async (weights) => ({
        weights: Float32Array.from(weights, () => Number.NaN),
        loss: Number.NaN,
        accuracy: null,
        steps: 1,
        milliseconds: 1,
      }),
      evaluate: async () => ({ loss: Number.NaN, accuracy: null, examples: 1 }),
    })
    const { relay, said } = await assembled({ alice: { trainer: everything } })
    for (const round of [1, 2, 3]) {
      await relay.openRound(round)
      await relay.tellAll({ kind: "round-abandoned", round, reason: "diverged", survivors: 0, needed: 3 })
    }
    expect(said()).toEqual([])
  })

  test("nor does it work on any before its roster is pinned", async () => {
    const relay = new ScriptedRelay(people)
    const evaluated: unknown[] = []
    const watched = changed({
      evaluate: async (weights) => {
        evaluated.push(weights)
        return { loss: 1, accuracy: null, examples: 1 }
      },
    })
    const seat = relay.join(alice, { trainer: watched })
    await relay.admit(alice)
    await relay.agree(seat)
    await relay.openRound(1, relay.study.weights, ["alice"])
    expect(evaluated).toEqual([])
    expect(relay.said(alice)).toEqual(["identify", "enrol"])
  })

  test("a machine that cannot train says E_TRAINING, and tells its host why", async () => {
    const broken = changed({ train: () => Promise.reject(new Error("the device was lost")) })
    const { relay, seat, view } = await assembled({ alice: { trainer: broken } })
    await relay.add(1, "statistics")
    await relay.openRound(1)
    expect(view()).toMatchObject({ phase: "ready", refusal: { code: "E_TRAINING" } })
    expect(seat.faults).toEqual([new Error("the device was lost")])
  })

  test("a round that names no totals, or a model that is not what its hash says, is given up", async () => {
    const { relay, said } = await statisticsAdded()
    relay.say("alice", {
      kind: "round-opened",
      round: 1,
      cohort: 4,
      modelHash: relay.study.modelHash,
      scaling: [],
      seed: 1,
      remainingMs: 1,
    })
    await relay.clock.advance(0)
    await relay.add(2, "training")
    expect(relay.heard.at(-1)?.message).toEqual({ kind: "failed", round: 1, code: "E_TRANSFER" })
    expect(said()).toEqual(["failed"])
  })
})
