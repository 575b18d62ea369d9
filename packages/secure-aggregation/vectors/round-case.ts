import type { Random } from "@tutti/crypto"
import { integersFromLanes128, lanes128FromIntegers } from "@tutti/ring"
import { completeGraph, type GraphRule } from "../src/graph/graph.ts"
import { type RingParameters, ringGraph } from "../src/graph/ring.ts"
import type { LaneBits, Lanes } from "../src/masking/mask.ts"
import { offerOf, policyFor, type Setting } from "../src/scenarios/round.ts"
import { seededPeople, unsafeSeed, unsafeStreamRandom } from "../src/scenarios/seeded.ts"
import type { Value } from "./json.ts"

/** One round to work out: everything that it depends on. */
export type RoundCase = {
  readonly name: string
  /** By owner: what it adds, as signed numbers, one a lane. */
  readonly integers: readonly (readonly bigint[])[]
  readonly laneBits: LaneBits
  /** By owner: messages that it sends before it is gone; 5 for one that stays. */
  readonly messagesBeforeLeaving: readonly number[]
  /** Undefined for the complete graph. */
  readonly ring?: RingParameters
  readonly round: number
  readonly previousRound: number
}

/** A case with its people, its rule and its vectors; repeatable to the bit. */
export type PreparedRound = {
  readonly setting: Setting & { readonly graph: GraphRule }
  readonly vectors: readonly Lanes[]
  /** A fresh port that gives an owner's bytes from their beginning. */
  random(owner: number): Promise<Random>
  /** As they stand in the file. */
  readonly inputs: Value
}

const identitySeed = (name: string) => unsafeSeed(`${name}/identity`)

export async function prepare(given: RoundCase): Promise<PreparedRound> {
  const { name, laneBits, ring, round, previousRound, messagesBeforeLeaving } = given
  const count = given.integers.length
  const people = await seededPeople(name, count)
  const vectors = given.integers.map((integers) => lanesOf(integers, laneBits))
  const graph: GraphRule = ring === undefined ? completeGraph : (_policy, roster) => ringGraph(ring, roster)
  const setting = {
    people,
    policy: policyFor(count),
    graph,
    laneBits,
    lanes: given.integers[0]?.length ?? 0,
    round,
    offer: {
      modelHash: unsafeSeed(`${name}/model`),
      planHash: unsafeSeed(`${name}/plan`),
      previousRound,
      previousTranscript: previousRound === 0 ? new Uint8Array(32) : unsafeSeed(`${name}/previous`),
    },
  }
  const offer = offerOf(setting)
  const randomKey = (owner: number) => unsafeSeed(`${name}/owner/${owner}/random`)
  return {
    setting,
    vectors,
    random: (owner) => unsafeStreamRandom(randomKey(owner)),
    inputs: {
      name,
      study: offer.study,
      round,
      laneBits,
      lanes: offer.lanes,
      modelHash: offer.modelHash,
      planHash: offer.planHash,
      deadlinesMs: offer.deadlinesMs,
      previousRound,
      previousTranscript: offer.previousTranscript,
      rosterVersion: 1,
      policy: { ...setting.policy },
      graph: ring === undefined ? { kind: "complete" } : { kind: "ring", ...ring },
      relayIdentitySeed: identitySeed(`${name}/relay`),
      owners: given.integers.map((integers, owner) => ({
        identitySeed: identitySeed(`${name}/owner/${owner}`),
        randomKey: randomKey(owner),
        integers,
        messagesBeforeLeaving: messagesBeforeLeaving[owner] ?? 5,
      })),
    },
  }
}

function lanesOf(integers: readonly bigint[], laneBits: LaneBits): Lanes {
  return laneBits === 128
    ? lanes128FromIntegers(integers)
    : Uint32Array.from(integers, (integer) => Number(BigInt.asUintN(32, integer)))
}

/** The signed numbers nearest to 0 behind lanes. */
export function integersOf(lanes: Lanes, laneBits: LaneBits): bigint[] {
  return laneBits === 128
    ? integersFromLanes128(lanes)
    : Array.from(lanes, (lane) => BigInt.asIntN(32, BigInt(lane)))
}

/** Numbers that look like nobody chose them: from a text, signed, below 2^bits in magnitude. */
export function integersFrom(name: string, lanes: number, bits: number): bigint[] {
  return Array.from({ length: lanes }, (_, lane) => {
    const bytes = unsafeSeed(`${name}/lane/${lane}`).slice(0, 16)
    const value = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n)
    return BigInt.asIntN(bits, value)
  })
}
