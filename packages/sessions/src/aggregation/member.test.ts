import type { AgreementKey, RoundSuite } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import {
  type CoordinatorRound,
  type CoordinatorRoundEffect,
  type CoordinatorTools,
  type Expected,
  type Lanes,
  type Offer,
  type OwnerLedger,
  type OwnerStep,
  type Pinned,
  protocolGraph,
  type RoundPlan,
  rosterRoot,
  runUnmaskTasks,
  startRound,
  stepCoordinator,
} from "@tutti/secure-aggregation"
import { cohort, unsafeSeededRandom, verifyAtOnce } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { AggregationMember, type FurtherStep } from "./member.ts"

const named = await cohort("alice", "bob", "carol", "dave", "the relay")
const { "the relay": relay, alice, bob, carol, dave } = named
const owners = [alice, bob, carol, dave]
const roster = owners.map(({ identity }) => identity.publicKey)

const LANES = 3
const policy = {
  rosterSize: owners.length,
  corruptPerTenThousand: 500,
  dropoutPerTenThousand: 5_000,
  minimumCohort: 3,
  maxContributions: 3,
}
const modelHash = new Uint8Array(32).fill(1)
const expected: Expected = { modelHash, laneBits: 32, lanes: LANES }
const vectorOf = (index: number): Lanes => Uint32Array.of(index + 1, 10 * index, 2 ** 32 - 1)
/** 1 + 2 + 3 + 4, 0 + 10 + 20 + 30, and −4 */
const SUM = Uint32Array.of(10, 60, 2 ** 32 - 4)

const tools: CoordinatorTools = {
  suite: nodeSuite,
  graph: protocolGraph,
  sign: (message) => relay.identity.sign(message),
  verify: verifyAtOnce,
}

function planOf(round: number, previous?: { round: number; transcript: Uint8Array<ArrayBuffer> }): RoundPlan {
  const offer: Offer = {
    study: "securewindows000",
    round,
    modelHash,
    planHash: new Uint8Array(32).fill(2),
    rosterRoot: rosterRoot(1, roster),
    laneBits: 32,
    lanes: LANES,
    deadlinesMs: [1, 1, 1, 1, 1],
    previousRound: previous?.round ?? 0,
    previousTranscript: previous?.transcript ?? new Uint8Array(32),
  }
  return { offer, policy, roster, invited: [...owners.keys()] }
}

/** A suite that counts the key pairs it has made, and those that were forgotten. */
function countingSuite(): RoundSuite & { readonly live: () => number } {
  let live = 0
  return {
    ...nodeSuite,
    live: () => live,
    agreementKey: async (seed) => {
      const pair = await nodeSuite.agreementKey(seed)
      live++
      let known = true
      const counted: AgreementKey = {
        publicKey: pair.publicKey,
        agree: (theirs) => pair.agree(theirs),
        forget: () => {
          if (known) live--
          known = false
          pair.forget()
        },
      }
      return counted
    },
  }
}

class Owner {
  readonly suite = countingSuite()
  readonly happened: unknown[] = []
  ledger: OwnerLedger = {
    lastRound: 0,
    contributions: 0,
    finishedRound: 0,
    transcript: new Uint8Array(32),
  }
  /** Stands between a ledger and its disk. */
  disk: (before: string) => Promise<void> = async () => {}
  sent: (number: number, step: OwnerStep, bytes: Uint8Array) => void = () => {}
  wanted: (number: number) => void
  readonly member: AggregationMember

  constructor(readonly index: number) {
    const person = owners[index]
    if (person === undefined) throw new Error(`no owner ${index}`)
    this.wanted = (number) => this.member.contribute(number, vectorOf(index))
    const pinned: Pinned = {
      study: "securewindows000",
      policy,
      planHash: new Uint8Array(32).fill(2),
      roster,
      rosterRoot: rosterRoot(1, roster),
      relayKey: relay.identity.publicKey,
      index,
    }
    this.member = new AggregationMember({
      tools: {
        pinned,
        identity: person.identity,
        suite: this.suite,
        graph: protocolGraph,
        random: unsafeSeededRandom(person.label),
        verify: verifyAtOnce,
      },
      loadLedger: async () => this.ledger,
      keepLedger: async (number, ledger, before) => {
        await this.disk(before)
        this.ledger = ledger
        this.happened.push(["kept", number, before])
      },
      send: (number, step, bytes) => {
        this.happened.push(["sent", number, step])
        this.sent(number, step, bytes)
      },
      vectorWanted: (number) => this.wanted(number),
      finished: (number) => this.happened.push(["finished", number]),
      refused: (number, code) => this.happened.push(["refused", number, code]),
      failed: (number, error) => this.happened.push(["failed", number, String(error)]),
    })
  }

  receive(number: number, step: "offer" | FurtherStep, bytes: Uint8Array): void {
    if (step === "offer") this.member.offer(number, bytes, expected)
    else this.member.receive(number, step, bytes)
  }
}

/** The relay's side as it is, and everybody's members; one message after the other. */
class Sum {
  readonly owners = owners.map((_, index) => new Owner(index))
  readonly alice = this.owners[0] ?? new Owner(0)
  opened: { sum: Lanes; survivors: readonly number[]; transcript: Uint8Array<ArrayBuffer> } | undefined
  /** Every step that alice was sent. */
  readonly told: { number: number; step: "offer" | FurtherStep; bytes: Uint8Array }[] = []
  #round: CoordinatorRound | undefined

  constructor() {
    for (const owner of this.owners)
      owner.sent = (_, step, bytes) => this.#queue.push({ owner: owner.index, step, bytes })
  }
  readonly #queue: { owner: number; step: OwnerStep; bytes: Uint8Array }[] = []

  async begin(number: number, previous?: { round: number; transcript: Uint8Array<ArrayBuffer> }) {
    const { round, effects } = await startRound(planOf(number, previous), tools)
    this.#round = round
    await this.#apply(effects)
  }

  /** Until nobody has anything to say any more. */
  async run(): Promise<void> {
    for (;;) {
      await Promise.all(this.owners.map(({ member }) => member.idle()))
      const message = this.#queue.shift()
      if (message === undefined || this.#round === undefined) return
      await this.#step({ kind: "message", ...message })
    }
  }

  async deadline(): Promise<void> {
    await this.#step({ kind: "deadline" })
    await this.run()
  }

  async #step(event: Parameters<typeof stepCoordinator>[1]): Promise<void> {
    if (this.#round === undefined) return
    const { round, effects } = await stepCoordinator(this.#round, event, tools)
    this.#round = round
    await this.#apply(effects)
  }

  async #apply(effects: readonly CoordinatorRoundEffect[]): Promise<void> {
    const round = this.#round
    for (const effect of effects) {
      if (effect.kind === "send" && round) {
        const number = "offer" in round ? round.offer.round : round.round
        if (effect.owner === 0) this.told.push({ number, step: effect.step, bytes: effect.bytes })
        this.owners[effect.owner]?.receive(number, effect.step, effect.bytes)
      }
      if (effect.kind === "unmask")
        await this.#step({
          kind: "unmasked",
          correction: await runUnmaskTasks(nodeSuite, 32, LANES, effect.tasks),
        })
      if (effect.kind === "opened") this.opened = effect
    }
  }
}

describe("[T62] an owner's sums, one after the other", () => {
  test("an honest one: every ledger is kept before what it allows, and the sum is exact", async () => {
    const sum = new Sum()
    await sum.begin(1)
    await sum.run()
    expect(sum.opened).toMatchObject({ sum: SUM, survivors: [0, 1, 2, 3] })
    for (const { happened, suite } of sum.owners) {
      expect(happened).toEqual([
        ["kept", 1, "advertise"],
        ["sent", 1, "advertise"],
        ["sent", 1, "shares"],
        ["kept", 1, "masked"],
        ["sent", 1, "masked"],
        ["sent", 1, "confirm"],
        ["kept", 1, "unmask"],
        ["sent", 1, "unmask"],
        ["kept", 1, "finish"],
        ["finished", 1],
      ])
      expect(suite.live()).toBe(0)
    }
    const { transcript } = sum.opened ?? {}
    expect(sum.alice.ledger).toEqual({ lastRound: 1, contributions: 1, finishedRound: 1, transcript })
  })

  test("the next one goes on from the ledger that was kept last, whoever kept it", async () => {
    const sum = new Sum()
    await sum.begin(1)
    await sum.run()
    // Another tab of this owner has sent vectors meanwhile.
    sum.alice.ledger = { ...sum.alice.ledger, contributions: 3 }
    const transcript = sum.opened?.transcript ?? new Uint8Array(32)
    await sum.begin(2, { round: 1, transcript })
    await sum.run()
    expect(sum.alice.happened.at(-1)).toEqual(["refused", 2, "E_SA_BUDGET"])
  })

  test("one of a higher number says that the running one is over: it is wiped, and the new one answered", async () => {
    const sum = new Sum()
    sum.alice.wanted = () => {}
    await sum.begin(1)
    await sum.run()
    sum.alice.wanted = (number) => sum.alice.member.contribute(number, vectorOf(0))
    await sum.begin(2)
    await sum.run()
    expect(sum.opened).toMatchObject({ sum: SUM })
    expect(sum.alice.happened).toContainEqual(["finished", 2])
    expect(sum.alice.ledger).toMatchObject({ lastRound: 2, contributions: 1 })
    expect(sum.alice.suite.live()).toBe(0)
  })

  test("a second offer of the running one is out of turn, and ends it", async () => {
    const sum = new Sum()
    await sum.begin(1)
    const { alice: owner } = sum
    owner.receive(1, "offer", sum.told[0]?.bytes ?? new Uint8Array(0))
    await owner.member.idle()
    expect(owner.happened.at(-1)).toEqual(["refused", 1, "E_SA_OUT_OF_TURN"])
    expect(owner.suite.live()).toBe(0)
    await sum.run()
    expect(owner.happened.at(-1)).toEqual(["refused", 1, "E_SA_OUT_OF_TURN"])
  })

  test("an offer whose own number is not its envelope's is malformed, and nothing of it is kept", async () => {
    const sum = new Sum()
    await sum.begin(1)
    const other = new Owner(0)
    other.receive(2, "offer", sum.told[0]?.bytes ?? new Uint8Array(0))
    await other.member.idle()
    expect(other.happened).toEqual([["refused", 2, "E_SA_MALFORMED"]])
    expect(other.ledger.lastRound).toBe(0)
    expect(other.suite.live()).toBe(0)
  })
})

describe("[T62] who leaves a sum has left it", () => {
  test.each(["advertise", "masked", "unmask"] as const)(
    "nothing leaves that was given up while the record before %s was written",
    async (leavingBefore) => {
      const sum = new Sum()
      const { alice: owner } = sum
      owner.disk = async (before) => {
        if (before === leavingBefore) owner.member.abandon()
      }
      await sum.begin(1)
      await sum.run()
      expect(owner.happened).not.toContainEqual(["sent", 1, leavingBefore])
      expect(owner.happened.at(-1)).toEqual(["kept", 1, leavingBefore])
      expect(owner.suite.live()).toBe(0)
    },
  )

  test("what the relay sends of it later is dropped, each of its steps", async () => {
    const sum = new Sum()
    sum.alice.wanted = () => sum.alice.member.abandon()
    await sum.begin(1)
    await sum.run()
    for (let phase = 0; phase < 4; phase++) await sum.deadline()
    const before = sum.alice.happened.length
    for (const step of ["roster", "deliver", "survivors", "quorum", "result"] as const)
      sum.alice.receive(1, step, sum.told.find((told) => told.step === step)?.bytes ?? new Uint8Array(9))
    await sum.alice.member.idle()
    expect(sum.alice.happened.slice(before)).toEqual([])
    expect(sum.opened?.survivors).toEqual([1, 2, 3])
  })

  test("a vector that comes too late is overwritten, and so is one of another sum", async () => {
    const { alice: owner } = new Sum()
    const vectors = [vectorOf(1), vectorOf(2)]
    for (const vector of vectors) owner.member.contribute(1, vector)
    await owner.member.idle()
    expect(vectors).toEqual([new Uint32Array(LANES), new Uint32Array(LANES)])
    expect(owner.happened).toEqual([])
  })

  test("the plain vector is masked in place: nobody holds it after it has left", async () => {
    const sum = new Sum()
    const vector = vectorOf(0)
    sum.alice.wanted = (number) => sum.alice.member.contribute(number, vector)
    await sum.begin(1)
    await sum.run()
    expect(vector).not.toEqual(vectorOf(0))
  })

  test("concluding lets what has come be answered first", async () => {
    const sum = new Sum()
    await sum.begin(1)
    sum.alice.member.conclude()
    await sum.run()
    expect(sum.alice.happened).toEqual([
      ["kept", 1, "advertise"],
      ["sent", 1, "advertise"],
    ])
    expect(sum.alice.suite.live()).toBe(0)
  })

  test.each(["advertise", "masked", "unmask", "finish"] as const)(
    "where the record before %s cannot be kept, the sum has failed and is wiped",
    async (failing) => {
      const sum = new Sum()
      const { alice: owner } = sum
      owner.disk = async (before) => {
        if (before === failing) throw new Error("the disk is full")
      }
      await sum.begin(1)
      await sum.run()
      expect(owner.happened.at(-1)).toEqual(["failed", 1, "Error: the disk is full"])
      expect(owner.happened).not.toContainEqual(["sent", 1, failing])
      expect(owner.suite.live()).toBe(0)
    },
  )

  test("a vector of another length is a bug of the caller: the sum has failed and is wiped", async () => {
    const sum = new Sum()
    sum.alice.wanted = (number) => sum.alice.member.contribute(number, Uint32Array.of(1))
    await sum.begin(1)
    await sum.run()
    expect(sum.alice.happened.at(-1)).toEqual(["failed", 1, expect.stringContaining("RangeError")])
    await sum.deadline()
    expect(sum.alice.happened.at(-1)).toEqual(["failed", 1, expect.stringContaining("RangeError")])
  })
})
