import {
  chooseRoundSuite,
  generateIdentity,
  type Identity,
  type RoundSuite,
  verifySignature,
  webRandom,
} from "@tutti/crypto"
import type {
  CoordinatorRound,
  CoordinatorRoundEffect,
  CoordinatorRoundEvent,
  OwnerStep,
  RoundPlan,
} from "../coordinator/state.ts"
import { startRound, stepCoordinator } from "../coordinator/step.ts"
import type { CoordinatorTools } from "../coordinator/tools.ts"
import { protocolGraph } from "../graph/choose.ts"
import type { GraphRule } from "../graph/graph.ts"
import { type LaneBits, type Lanes, laneBytes } from "../masking/mask.ts"
import { runUnmaskTasks } from "../masking/unmask.ts"
import type { Offer } from "../messages/offer.ts"
import type { AggregationPolicy } from "../parameters/policy.ts"
import type { OwnerEffect, OwnerEvent, OwnerLedger, OwnerRound, Pinned } from "../participant/state.ts"
import { type OwnerState, stepOwner } from "../participant/step.ts"
import type { OwnerTools } from "../participant/tools.ts"
import { rosterRoot } from "../transcript/hashes.ts"
import { modelIdentity, modelSuite, modelVerify } from "./model-suite.ts"

/*
 * A relay and its owners in one process: real keys, real masks, no sockets. What a scenario changes is who leaves
 * when, and what is changed on the way.
 */

const realSuite = await chooseRoundSuite()

const zeros = (length: number) => new Uint8Array(length)

type Person = Pick<Identity, "publicKey" | "sign">
export type People = {
  relay: Person
  owners: readonly Person[]
  suite: RoundSuite
  verify: CoordinatorTools["verify"]
}

/** Real keys and the platform's cryptography. */
export async function people(count: number): Promise<People> {
  const signers = { name: "webcrypto" } as const
  const owners = await Promise.all(Array.from({ length: count }, () => generateIdentity(signers)))
  return { relay: await generateIdentity(signers), owners, suite: realSuite, verify: verifySignature }
}

/** Toy mathematics under the same protocol, for walking through very many rounds. */
export function modelPeople(count: number): People {
  const owners = Array.from({ length: count }, (_, index) => modelIdentity(index + 1))
  return { relay: modelIdentity(0), owners, suite: modelSuite, verify: modelVerify }
}

export const policyFor = (
  rosterSize: number,
  changes: Partial<AggregationPolicy> = {},
): AggregationPolicy => ({
  rosterSize,
  corruptPerTenThousand: 500,
  dropoutPerTenThousand: 9_000,
  minimumCohort: 2,
  maxContributions: 1_000,
  ...changes,
})

export const freshLedger: OwnerLedger = {
  lastRound: 0,
  contributions: 0,
  finishedRound: 0,
  transcript: zeros(32),
}

export type Setting = {
  people: People
  policy: AggregationPolicy
  graph?: GraphRule
  laneBits?: LaneBits
  lanes?: number
  round?: number
  /** Fields of the offer in place of the usual ones. */
  offer?: Partial<Offer>
}

export function offerOf({ people, laneBits = 32, lanes = 4, round = 1, offer = {} }: Setting): Offer {
  return {
    study: "abcdefghijklmnop",
    round,
    modelHash: zeros(32).fill(1),
    planHash: zeros(32).fill(2),
    rosterRoot: rosterRoot(
      1,
      people.owners.map(({ publicKey }) => publicKey),
    ),
    laneBits,
    lanes,
    deadlinesMs: [10_000, 10_000, 60_000, 10_000, 10_000],
    previousRound: 0,
    previousTranscript: zeros(32),
    ...offer,
  }
}

function ownerTools(setting: Setting, index: number): OwnerTools {
  const { people, policy, graph = protocolGraph } = setting
  const offer = offerOf(setting)
  const identity = people.owners[index]
  if (identity === undefined) throw new Error(`no owner ${index}`)
  const pinned: Pinned = {
    study: offer.study,
    policy,
    planHash: offer.planHash,
    roster: people.owners.map(({ publicKey }) => publicKey),
    rosterRoot: offer.rosterRoot,
    relayKey: people.relay.publicKey,
    index,
  }
  return { pinned, identity, suite: people.suite, graph, random: webRandom, verify: people.verify }
}

export function coordinatorTools({ people, graph = protocolGraph }: Setting): CoordinatorTools {
  const { relay, suite, verify } = people
  return { suite, graph, verify, sign: (message) => relay.sign(message) }
}

/** Everybody on the frozen roster is invited. */
export function roundPlan(setting: Setting): RoundPlan {
  const { owners } = setting.people
  return {
    offer: offerOf(setting),
    policy: setting.policy,
    roster: owners.map(({ publicKey }) => publicKey),
    invited: [...owners.keys()],
  }
}

export const expectedOf = (offer: Offer) => ({
  modelHash: offer.modelHash,
  laneBits: offer.laneBits,
  lanes: offer.lanes,
})

/** An owner that answers what it is sent; `vector` is masked when the round asks for it. */
export class Owner {
  state: OwnerState = { round: { phase: "idle" }, ledger: freshLedger }
  readonly seen: OwnerEffect[] = []
  /** Every state that it was in. */
  readonly been: OwnerRound[] = []

  constructor(
    readonly setting: Setting,
    readonly index: number,
    readonly vector: Lanes,
    readonly tools: OwnerTools = ownerTools(setting, index),
  ) {}

  async take(event: OwnerEvent): Promise<OwnerEffect[]> {
    const { state, effects } = await stepOwner(this.state, event, this.tools)
    this.state = state
    this.been.push(state.round)
    this.seen.push(...effects)
    if (!effects.some(({ kind }) => kind === "want-vector")) return effects
    return [...effects, ...(await this.take({ kind: "vector", lanes: this.vector.slice() }))]
  }
}

export const STEPS: readonly OwnerStep[] = ["advertise", "shares", "masked", "confirm", "unmask"]

export type Hooks = {
  /** An owner's tools in place of the setting's. */
  tools?: (owner: number, tools: OwnerTools) => OwnerTools
  /** Number of messages the owner sends before it is gone; 5 and more for one that stays. */
  messagesBeforeLeaving?: (owner: number) => number
  /** What arrives in place of a message from the relay to an owner; undefined to lose it. */
  toOwner?: (
    effect: CoordinatorRoundEffect & { kind: "send" },
  ) => Uint8Array | undefined | Promise<Uint8Array | undefined>
  /** What arrives in place of an owner's message: none, one or several. */
  toRelay?: (
    owner: number,
    step: OwnerStep,
    bytes: Uint8Array,
  ) => readonly Uint8Array[] | Promise<readonly Uint8Array[]>
}

export type Outcome = {
  round: CoordinatorRound
  owners: readonly Owner[]
  sum: Lanes | undefined
  survivors: readonly number[]
  phasesReached: number
  refusals: { owner: number; code: string }[]
}

/** Run one round to its end; a phase whose answers stop coming is closed by its deadline. */
export async function runRound(
  setting: Setting,
  vectors: readonly Lanes[],
  hooks: Hooks = {},
): Promise<Outcome> {
  const owners = setting.people.owners.map((_, index) => {
    const tools = ownerTools(setting, index)
    return new Owner(
      setting,
      index,
      vectors[index] ?? new Uint32Array(),
      hooks.tools?.(index, tools) ?? tools,
    )
  })
  const tools = coordinatorTools(setting)
  const plan = roundPlan(setting)
  const { offer } = plan
  const sent = new Map<number, number>()
  const outcome: Outcome = {
    round: { phase: "abandoned", round: offer.round, reason: { code: "stopped" } },
    owners,
    sum: undefined,
    survivors: [],
    phasesReached: 0,
    refusals: [],
  }
  let queue: CoordinatorRoundEvent[] = []
  const apply = async (effects: readonly CoordinatorRoundEffect[]) => {
    for (const effect of effects) {
      if (effect.kind === "phase") outcome.phasesReached += 1
      if (effect.kind === "refuse") outcome.refusals.push({ owner: effect.owner, code: effect.code })
      if (effect.kind === "opened") {
        outcome.sum = effect.sum
        outcome.survivors = effect.survivors
      }
      if (effect.kind === "unmask") {
        const words = (offer.lanes * laneBytes(offer.laneBits)) / 4
        const correction = await runUnmaskTasks(tools.suite, offer.laneBits, words, effect.tasks)
        queue.push({ kind: "unmasked", correction })
      }
      if (effect.kind === "send") await deliver(effect)
    }
  }
  const deliver = async (effect: CoordinatorRoundEffect & { kind: "send" }) => {
    const owner = owners[effect.owner]
    const bytes = hooks.toOwner ? await hooks.toOwner(effect) : effect.bytes
    if (owner === undefined || bytes === undefined) return
    const limit = hooks.messagesBeforeLeaving?.(effect.owner) ?? STEPS.length
    if (limit < STEPS.length && (sent.get(effect.owner) ?? 0) >= limit) return
    const event: OwnerEvent =
      effect.step === "offer"
        ? { kind: "offer", bytes, expected: expectedOf(offer) }
        : { kind: effect.step, bytes }
    for (const answer of await owner.take(event)) {
      if (answer.kind !== "send") continue
      sent.set(effect.owner, (sent.get(effect.owner) ?? 0) + 1)
      const { step } = answer
      const arriving = hooks.toRelay ? await hooks.toRelay(effect.owner, step, answer.bytes) : [answer.bytes]
      for (const bytes of arriving) queue.push({ kind: "message", owner: effect.owner, step, bytes })
    }
  }
  const started = await startRound(plan, tools)
  outcome.round = started.round
  await apply(started.effects)
  while (outcome.round.phase !== "opened" && outcome.round.phase !== "abandoned") {
    const event = queue.shift() ?? { kind: "deadline" as const }
    const next = await stepCoordinator(outcome.round, event, tools)
    outcome.round = next.round
    await apply(next.effects)
  }
  // What arrives after the end is refused, and changes nothing.
  for (const event of queue.splice(0))
    await apply((await stepCoordinator(outcome.round, event, tools)).effects)
  queue = []
  return outcome
}

/** The plaintext twin: the sum over these owners, lane by lane mod 2³². */
export function plainSum(vectors: readonly Lanes[], owners: readonly number[]): Lanes {
  const length = vectors[0]?.length ?? 0
  return Uint32Array.from({ length }, (_, lane) =>
    Number(owners.reduce((sum, owner) => sum + BigInt(vectors[owner]?.[lane] ?? 0), 0n) % (1n << 32n)),
  )
}

/** Whether both hold the same lanes; quicker than a deep comparison where thousands are compared. */
export const sameLanes = (one: Lanes, other: Lanes): boolean =>
  one.length === other.length && one.every((lane, place) => lane === other[place])
