import { nodeSuite } from "@tutti/crypto/node"
import { bytesToLanes, lanesToBytes } from "@tutti/ring"
import {
  type AbandonedBecause,
  type Lanes,
  type OwnerStep,
  protocolGraph,
  type RoundPlan,
  rosterRoot,
  runUnmaskTasks,
} from "@tutti/secure-aggregation"
import { cohort, FakeClock, signingAtOnce, unsafeSeededRandom, verifyAtOnce } from "@tutti/testkit"
import { expect, test } from "vitest"
import { AggregationCoordinator } from "./coordinator.ts"
import { AggregationMember } from "./member.ts"
import type { AggregationTools } from "./ports.ts"

const people = await cohort("alice", "bob", "carol", "dave", "the relay")
const { "the relay": relay, ...owners } = people
const roster = Object.values(owners)
  .sort((one, other) => (one.participant < other.participant ? -1 : 1))
  .map(({ identity }) => signingAtOnce(identity))
const keys = roster.map(({ publicKey }) => publicKey)
const zeros = new Uint8Array(32)
const policy = {
  rosterSize: 4,
  corruptPerTenThousand: 0,
  dropoutPerTenThousand: 3_000,
  minimumCohort: 3,
  maxContributions: 100,
}
const relaySigner = signingAtOnce(relay.identity)
const tools: AggregationTools = { suite: nodeSuite, sign: relaySigner.sign, verify: verifyAtOnce }

function plan(round: number, previous: { round: number; transcript: Uint8Array<ArrayBuffer> }): RoundPlan {
  return {
    policy,
    roster: keys,
    invited: [0, 1, 2, 3],
    offer: {
      study: "abcdefghijklmnop",
      round,
      modelHash: zeros,
      planHash: zeros,
      rosterRoot: rosterRoot(1, keys),
      laneBits: 32,
      lanes: 3,
      deadlinesMs: [1_000, 2_000, 3_000, 4_000, 5_000],
      previousRound: previous.round,
      previousTranscript: previous.transcript,
    },
  }
}

type Heard =
  | { kind: "phase"; number: number; phase: string; asked: readonly number[] }
  | { kind: "taken"; number: number; owner: number; step: OwnerStep; bytes: number }
  | { kind: "refused"; number: number; owner: number; code: string }
  | { kind: "opened"; number: number; sum: readonly number[]; survivors: readonly number[] }
  | { kind: "abandoned"; number: number; reason: AbandonedBecause }
  | { kind: "sent"; number: number; owner: number; step: string }

/** Four owners, of whom each adds 1, 2, 3 times its index plus one. */
class Scene {
  readonly clock = new FakeClock()
  readonly heard: Heard[] = []
  readonly faults: unknown[] = []
  silent: (owner: number, step: OwnerStep) => boolean = () => false
  /** The host writes the transcript and lets the survivors know. */
  tells = true
  previous = { round: 0, transcript: zeros }
  readonly coordinator: AggregationCoordinator
  readonly members: AggregationMember[]

  constructor(changed: Partial<AggregationTools> = {}) {
    this.coordinator = new AggregationCoordinator({
      tools: { ...tools, ...changed },
      timers: this.clock,
      send: (number, owner, step, bytes) => {
        this.heard.push({ kind: "sent", number, owner, step })
        const { laneBits, lanes } = plan(number, this.previous).offer
        const member = this.members[owner]
        this.clock.start(0, () => {
          if (step === "offer") member?.offer(number, bytes, { modelHash: zeros, laneBits, lanes })
          else member?.receive(number, step, bytes)
        })
      },
      taken: (number, owner, step, bytes) => this.heard.push({ kind: "taken", number, owner, step, bytes }),
      refused: (number, owner, _step, code) => this.heard.push({ kind: "refused", number, owner, code }),
      phase: (number, phase, asked) => this.heard.push({ kind: "phase", number, phase, asked }),
      opened: (number, sum, survivors, transcript) => {
        this.heard.push({ kind: "opened", number, sum: [...sum], survivors })
        this.previous = { round: number, transcript: Uint8Array.from(transcript) }
        if (this.tells) this.coordinator.tellResult(number)
      },
      abandoned: (number, reason) => this.heard.push({ kind: "abandoned", number, reason }),
      fault: (error) => this.faults.push(error),
    })
    this.members = roster.map((identity, index) => this.#member(identity, index))
  }

  of<Kind extends Heard["kind"]>(kind: Kind): Extract<Heard, { kind: Kind }>[] {
    return this.heard.filter((one): one is Extract<Heard, { kind: Kind }> => one.kind === kind)
  }

  async run(round: number): Promise<void> {
    this.coordinator.begin(plan(round, this.previous))
    await this.clock.advance(0)
  }

  #member(identity: (typeof roster)[number], index: number): AggregationMember {
    let ledger = { lastRound: 0, contributions: 0, finishedRound: 0, transcript: zeros }
    const member: AggregationMember = new AggregationMember({
      tools: {
        identity,
        suite: nodeSuite,
        graph: protocolGraph,
        random: unsafeSeededRandom(`owner ${index}`),
        verify: verifyAtOnce,
        pinned: {
          study: "abcdefghijklmnop",
          policy,
          planHash: zeros,
          roster: keys,
          rosterRoot: rosterRoot(1, keys),
          relayKey: relaySigner.publicKey,
          index,
        },
      },
      loadLedger: async () => ledger,
      keepLedger: async (_number, kept) => {
        ledger = { ...kept, transcript: Uint8Array.from(kept.transcript) }
      },
      send: (number, step, bytes) => {
        if (!this.silent(index, step))
          this.clock.start(0, () => this.coordinator.receive(number, index, step, bytes))
      },
      vectorWanted: (number) =>
        member.contribute(number, Uint32Array.of(index + 1, 2 * (index + 1), 3 * (index + 1))),
      finished: () => {},
      refused: (_number, code) => this.faults.push(code),
      failed: (_number, error) => this.faults.push(error),
    })
    return member
  }
}

test("one sum after the other: each is opened, and each of its phases is reported with those it waits for", async () => {
  const scene = new Scene()
  await scene.run(1)
  await scene.run(2)
  expect(scene.faults).toEqual([])
  expect(scene.of("opened")).toEqual(
    [1, 2].map((number) => ({ kind: "opened", number, sum: [10, 20, 30], survivors: [0, 1, 2, 3] })),
  )
  const phases = scene.of("phase").filter(({ number }) => number === 1)
  expect(phases.map(({ phase, asked }) => [phase, asked.length])).toEqual([
    ["advertising", 4],
    ["sharing", 4],
    ["masking", 4],
    ["confirming", 4],
    ["opening", 4],
    ["unmasking", 0],
  ])
  const masked = scene.of("taken").filter(({ step }) => step === "masked")
  expect(masked.map(({ bytes }) => bytes)).toEqual(Array(8).fill(144 + 12))
})

test("no survivor is told the result before the host says so, and then each is told once", async () => {
  const scene = new Scene()
  scene.tells = false
  await scene.run(1)
  const results = () => scene.of("sent").filter(({ step }) => step === "result").length
  expect(scene.of("opened")).toHaveLength(1)
  expect(results()).toBe(0)
  scene.coordinator.tellResult(2)
  expect(results()).toBe(0)
  scene.coordinator.tellResult(1)
  scene.coordinator.tellResult(1)
  expect(results()).toBe(4)
})

test("a phase ends at its deadline, counted from its own beginning", async () => {
  const scene = new Scene()
  scene.silent = (owner, step) => owner === 3 && step === "masked"
  await scene.run(1)
  await scene.clock.advance(2_999)
  expect(scene.of("phase").at(-1)?.phase).toBe("masking")
  await scene.clock.advance(1)
  expect(scene.of("opened")).toMatchObject([{ sum: [6, 12, 18], survivors: [0, 1, 2] }])
})

test("the deadline of a phase that is over ends nothing", async () => {
  const scene = new Scene()
  await scene.run(1)
  await scene.clock.advance(60_000)
  expect(scene.of("abandoned")).toEqual([])
  expect(scene.of("opened")).toHaveLength(1)
})

test("an owner that is gone is waited for no longer", async () => {
  const scene = new Scene()
  scene.silent = (owner, step) => owner === 3 && step === "masked"
  await scene.run(1)
  scene.coordinator.gone(1, 3)
  await scene.clock.advance(0)
  expect(scene.of("opened")).toMatchObject([{ survivors: [0, 1, 2] }])
})

test("with too few owners it ends with a reason, and the next one is a sum of its own", async () => {
  const scene = new Scene()
  scene.silent = (owner, step) => owner >= 2 && step === "masked"
  await scene.run(1)
  await scene.clock.advance(3_000)
  expect(scene.of("abandoned")).toEqual([
    { kind: "abandoned", number: 1, reason: { code: "too-few-owners", present: 2, needed: 3 } },
  ])
  for (const member of scene.members) member.abandon()
  scene.silent = () => false
  await scene.run(2)
  expect(scene.of("opened")).toMatchObject([{ number: 2, sum: [10, 20, 30] }])
})

test("messages of a sum that is over, stopped or unknown are out of turn; anything else of it is no news", async () => {
  const scene = new Scene()
  scene.silent = (_owner, step) => step === "masked"
  await scene.run(1)
  scene.coordinator.stop(1)
  scene.coordinator.stop(7)
  scene.coordinator.gone(7, 0)
  for (const number of [1, 7]) scene.coordinator.receive(number, 2, "masked", new Uint8Array(3))
  await scene.clock.advance(0)
  expect(scene.of("abandoned")).toEqual([{ kind: "abandoned", number: 1, reason: { code: "stopped" } }])
  expect(scene.of("refused")).toEqual(
    [1, 7].map((number) => ({ kind: "refused", number, owner: 2, code: "E_SA_OUT_OF_TURN" })),
  )
  await scene.clock.advance(60_000)
  expect(scene.faults).toEqual([])
})

test("masks are taken off where the host says, in any split of the work", async () => {
  let calls = 0
  const scene = new Scene({
    async unmask(tasks, laneBits, words) {
      calls++
      const total: Lanes = new Uint32Array(words)
      for (const task of tasks) {
        const part = await runUnmaskTasks(nodeSuite, laneBits, words, [task])
        for (const [place, lane] of bytesToLanes(lanesToBytes(part)).entries())
          total[place] = ((total[place] ?? 0) + lane) >>> 0
      }
      return total
    },
  })
  await scene.run(1)
  expect(calls).toBe(1)
  expect(scene.of("opened")).toMatchObject([{ sum: [10, 20, 30] }])
})

test("a fault ends it: it is reported once, and nothing follows", async () => {
  const scene = new Scene({ unmask: () => Promise.reject(new Error("the worker died")) })
  await scene.run(1)
  expect(scene.faults).toEqual([new Error("the worker died")])
  const { length } = scene.heard
  await scene.run(2)
  await scene.clock.advance(60_000)
  expect(scene.heard).toHaveLength(length)
})

test("closed, it says nothing any more", async () => {
  const scene = new Scene()
  scene.silent = (_owner, step) => step === "confirm"
  await scene.run(1)
  const { length } = scene.heard
  scene.coordinator.close()
  await scene.clock.advance(60_000)
  await scene.coordinator.idle()
  expect(scene.heard).toHaveLength(length)
})

test("[T42] an owner that floods is refused without a look, and the others' sum is theirs", async () => {
  const looks: Uint8Array[] = []
  const scene = new Scene({
    verify: async (key, message, signature) => {
      looks.push(signature)
      return verifyAtOnce(key, message, signature)
    },
  })
  scene.silent = (owner) => owner === 3
  scene.coordinator.begin(plan(1, scene.previous))
  const flood = 10_000
  for (let sent = 0; sent < flood; sent++)
    scene.coordinator.receive(1, 3, "advertise", new Uint8Array(208).fill(sent))
  const atOnce = scene.of("refused").length
  expect(atOnce).toBeGreaterThan(flood - 40)
  await scene.clock.advance(0)
  scene.coordinator.gone(1, 3)
  await scene.clock.advance(0)
  expect(scene.of("refused")).toHaveLength(flood)
  expect(new Set(scene.of("refused").map(({ owner }) => owner))).toEqual(new Set([3]))
  expect(looks.length).toBeLessThan(100)
  expect(scene.of("opened")).toMatchObject([{ sum: [6, 12, 18], survivors: [0, 1, 2] }])
})
