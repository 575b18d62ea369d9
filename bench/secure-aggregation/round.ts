import {
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  verifierOfPinnedKeys,
  webRandom,
} from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import {
  type AggregationPolicy,
  addLanes,
  type CoordinatorRound,
  type CoordinatorRoundEffect,
  type CoordinatorRoundEvent,
  type CoordinatorTools,
  type LaneBits,
  type Lanes,
  type Offer,
  type OwnerEvent,
  type OwnerState,
  type OwnerStep,
  type OwnerTools,
  protocolGraph,
  rosterRoot,
  runUnmaskTasks,
  startRound,
  stepCoordinator,
  stepOwner,
  type UnmaskTask,
} from "@tutti/secure-aggregation"

/*
 * One whole round of sums in one process: the machines that the relay and the owners run, real keys, no sockets. Each
 * side's time is kept apart.
 */

export type RoundSize = {
  owners: number
  lanes: number
  policy: Omit<AggregationPolicy, "rosterSize" | "maxContributions">
  /** Owners that leave after they have shared their seeds and before they send a vector: the dearest moment. */
  leaving?: number
}

export type RoundFigures = {
  /** Wall time in which the relay worked, unmasking included, in ms. */
  relayMs: number
  /** CPU of each of the owner's steps, by owner: while one works, nothing else does. In ms. */
  ownerMs: readonly Readonly<Record<OwnerStep, number>>[]
  /** Bytes that one owner of the sum sent, over all its steps. */
  bytesUp: number
  /** Neighbours of each owner. */
  degree: number
  survivors: number
  /** Whether the opened sum is that of the survivors' vectors, lane by lane. */
  isExact: boolean
}

const MAX_CONTRIBUTIONS = 1_000
const STEPS: readonly OwnerStep[] = ["advertise", "shares", "masked", "confirm", "unmask"]
/** The order in which the relay's messages are answered, and what each answer is. */
const ANSWERS = {
  offer: "advertise",
  roster: "shares",
  deliver: "masked",
  survivors: "confirm",
  quorum: "unmask",
} as const

class BenchOwner {
  readonly milliseconds = { advertise: 0, shares: 0, masked: 0, confirm: 0, unmask: 0 }
  bytesUp = 0
  #state: OwnerState

  constructor(
    readonly vector: () => Lanes,
    readonly tools: OwnerTools,
  ) {
    const ledger = { lastRound: 0, contributions: 0, finishedRound: 0, transcript: new Uint8Array(32) }
    this.#state = { round: { phase: "idle" }, ledger }
  }

  /** @returns what it sends, or nothing. @throws {Error} when it refuses: in an honest round nobody does. */
  async take(step: OwnerStep, event: OwnerEvent): Promise<Uint8Array | undefined> {
    const before = process.cpuUsage()
    const { state, effects } = await stepOwner(this.#state, event, this.tools)
    const { user, system } = process.cpuUsage(before)
    this.milliseconds[step] += (user + system) / 1000
    this.#state = state
    for (const effect of effects) {
      if (effect.kind === "refused") throw new Error(`an honest owner refused: ${effect.code}`)
      if (effect.kind === "want-vector") return this.take(step, { kind: "vector", lanes: this.vector() })
      if (effect.kind === "send") {
        this.bytesUp += effect.bytes.length
        return effect.bytes
      }
    }
    return undefined
  }
}

/** Where the relay takes masks off: runUnmaskTasks in this thread unless a pool of threads is given. */
export type Unmask = (tasks: readonly UnmaskTask[], laneBits: LaneBits, words: number) => Promise<Lanes>

/** Run one round. */
export async function runRound(
  size: RoundSize,
  unmask: Unmask = (tasks, laneBits, words) => runUnmaskTasks(nodeSuite, laneBits, words, tasks),
): Promise<RoundFigures> {
  const { owners: count, lanes, leaving = 0 } = size
  const policy = { ...size.policy, rosterSize: count, maxContributions: MAX_CONTRIBUTIONS }
  const suite = nodeSuite
  const signatures = await chooseSignatureSuite(webRandom)
  const relay = await generateIdentity(signatures)
  const people = await Promise.all(Array.from({ length: count }, () => generateIdentity(signatures)))
  const offer = offerFor(people, lanes)
  const coordinator: CoordinatorTools = {
    suite,
    graph: protocolGraph,
    verify: verifierOfPinnedKeys(),
    sign: (message) => relay.sign(message),
  }
  const roster = people.map(({ publicKey }) => publicKey)
  const pinned = {
    study: offer.study,
    policy,
    planHash: offer.planHash,
    roster,
    rosterRoot: offer.rosterRoot,
    relayKey: relay.publicKey,
  }
  let degree = 0
  const owners = people.map(
    (identity, index) =>
      new BenchOwner(() => vectorOf(index, lanes), {
        pinned: { ...pinned, index },
        identity,
        suite,
        random: webRandom,
        verify: verifierOfPinnedKeys(),
        graph: (...facts) => {
          const graph = protocolGraph(...facts)
          degree = graph.neighbours(0).length
          return graph
        },
      }),
  )
  let relayMs = 0
  const timed = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const began = performance.now()
    try {
      return await work()
    } finally {
      relayMs += performance.now() - began
    }
  }

  let { round, effects } = await timed(() =>
    startRound({ offer, policy, roster, invited: [...people.keys()] }, coordinator),
  )
  const left = (owner: number) => owner < leaving
  const step = async (event: CoordinatorRoundEvent) => {
    const next = await timed(() => stepCoordinator(round, event, coordinator))
    round = next.round
    return next.effects
  }
  let sum: Lanes | undefined
  while (round.phase !== "opened") {
    const asked: CoordinatorRoundEffect[] = effects
    effects = []
    for (const effect of asked) {
      if (effect.kind === "abandoned") throw new Error(`the round ended: ${effect.reason.code}`)
      if (effect.kind === "unmask") {
        const { tasks } = effect
        const correction = await timed(() => unmask(tasks, offer.laneBits, lanes))
        effects.push(...(await step({ kind: "unmasked", correction })))
      }
      if (effect.kind !== "send" || effect.step === "result") continue
      const answer = ANSWERS[effect.step]
      if (answer === "masked" && left(effect.owner)) {
        effects.push(...(await step({ kind: "gone", owner: effect.owner })))
        continue
      }
      const event: OwnerEvent =
        effect.step === "offer"
          ? {
              kind: "offer",
              bytes: effect.bytes,
              expected: { modelHash: offer.modelHash, laneBits: 32, lanes },
            }
          : { kind: effect.step, bytes: effect.bytes }
      const bytes = await owners[effect.owner]?.take(answer, event)
      if (bytes) effects.push(...(await step({ kind: "message", owner: effect.owner, step: answer, bytes })))
    }
    for (const effect of effects) if (effect.kind === "opened") sum = effect.sum
  }
  const survivors = opened(round)
  return {
    relayMs,
    ownerMs: survivors.map((index) => owners[index]?.milliseconds ?? fail()),
    bytesUp: owners[survivors[0] ?? 0]?.bytesUp ?? fail(),
    degree,
    survivors: survivors.length,
    isExact: sum !== undefined && isSum(sum, survivors, lanes),
  }
}

/** Time of an owner's round, all its steps. */
export const totalMs = (milliseconds: Readonly<Record<OwnerStep, number>>): number =>
  STEPS.reduce((sum, step) => sum + milliseconds[step], 0)

function opened(round: CoordinatorRound): readonly number[] {
  return round.phase === "opened" ? round.survivors : fail()
}

function fail(): never {
  throw new Error("an opened round has survivors")
}

function offerFor(people: readonly Identity[], lanes: number): Offer {
  return {
    study: "abcdefghijklmnop",
    round: 1,
    modelHash: new Uint8Array(32),
    planHash: new Uint8Array(32),
    rosterRoot: rosterRoot(
      1,
      people.map(({ publicKey }) => publicKey),
    ),
    laneBits: 32,
    lanes,
    deadlinesMs: [1, 1, 1, 1, 1],
    previousRound: 0,
    previousTranscript: new Uint8Array(32),
  }
}

/** A vector of its own for each owner, over the whole range of a lane. */
function vectorOf(owner: number, lanes: number): Lanes {
  const vector = new Uint32Array(lanes)
  let state = owner + 1
  for (let lane = 0; lane < lanes; lane++) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223
    vector[lane] = state
  }
  return vector
}

function isSum(sum: Lanes, owners: readonly number[], lanes: number): boolean {
  const expected = new Uint32Array(lanes)
  for (const owner of owners) addLanes(32, expected, vectorOf(owner, lanes))
  return sum.every((lane, index) => lane === expected[index])
}
