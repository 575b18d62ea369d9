import type { Random } from "@tutti/crypto"
import { type Field, reduce } from "../field/field.ts"
import type { SolveRefusal } from "../solve/estimates.ts"
import type { SufficientStatistics } from "../statistics/sufficient-statistics.ts"
import { triangleLength } from "../statistics/triangle.ts"
import { formsOf } from "./forms.ts"
import { checkWeights, decodeFrame, encodeFrame, extendTranscript, frameBytes } from "./frame.ts"
import { COUNTS, noiseCount } from "./layout.ts"
import { combineForms, evaluate, type LinearForm } from "./linear-form.ts"
import type { DealtMaterial, Material } from "./material.ts"
import { drawNoise } from "./noise.ts"
import { type Challenge, challengeOf, probeCount } from "./probe.ts"
import { advance, type Finished, type Setting, type Stage } from "./stage.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** A party between two rounds: its frame is out, those of the others are awaited. */
export type Party = {
  readonly setting: Setting
  /** Its place among the parties, from 0. */
  readonly index: number
  readonly parties: number
  readonly material: Material
  readonly challenge: Challenge
  readonly stage: Stage
  readonly forms: readonly LinearForm[]
  /** Hash of all frames of earlier rounds. */
  readonly transcript: Bytes
  /** Its own frame of this round. */
  readonly frame: Bytes
}

export type PartyRefusal = SolveRefusal & {
  /** Whose frame it was, if one party's. */
  readonly party?: number
}

export type Stepped =
  | { readonly kind: "sends"; readonly party: Party; readonly frame: Bytes }
  /** @property transcript [32] of all frames of the run */
  | { readonly kind: "done"; readonly finished: Finished; readonly transcript: Bytes }
  | ({ readonly kind: "refused" } & PartyRefusal)

export type PartyStart = {
  readonly setting: Setting
  readonly index: number
  /** K ≥ 2 */
  readonly parties: number
  /** Taken, and with it burned: whatever becomes of the run. */
  readonly material: DealtMaterial
  /** As `inputsOf` orders them: this party's additive share of everybody's inputs; an owner's own statistics are one. */
  readonly inputs: readonly bigint[]
  /** [32] names the run: roster, data and attempt; the same for all parties. */
  readonly run: Bytes
  /** [32] that the parties drew together after the dealer had dealt: what it does not know, it cannot cheat around. */
  readonly challenge: Bytes
  readonly random: Random
}

/** Elements that a party puts in: the moments, the counts, and its noise. */
const inputLength = ({ parameters }: Setting): number =>
  triangleLength(parameters.size + 1) + COUNTS + noiseCount(parameters)

/** Statistics in the order of the inputs. Integers; shares of them add mod p. */
export function inputsOf(
  { parameters }: Setting,
  { rows, absorbed, moments }: SufficientStatistics,
): bigint[] {
  return [...moments, rows, absorbed, parameters.withWeight ? (moments[0] ?? 0n) : 0n]
}

/** Round 1: the inputs and this party's noise, each less its share of a mask. */
export function startParty({
  setting,
  index,
  parties,
  material,
  inputs,
  run,
  challenge,
  random,
}: PartyStart): Stepped & { kind: "sends" } {
  const { field } = setting.parameters
  const taken = material.take()
  // Masks and zeros come first in the layout, in the inputs' own order.
  const shares = [...inputs, ...drawNoise(setting.parameters, random)].map((value, place) =>
    reduce(field, value - (taken.shares[place] ?? 0n)),
  )
  const frame = encodeFrame(field, { round: 1, party: index, transcript: run, tags: [], shares })
  const party = {
    setting,
    index,
    parties,
    material: taken,
    challenge: challengeOf(setting, challenge),
    stage: { round: 1 },
    forms: [],
    transcript: run,
    frame,
  } as const
  return { kind: "sends", party, frame }
}

/**
 * A round's end: check every party's frame, open what the shares add up to, and say the next frame.
 * Nothing that follows from a share is said before its tag has been checked.
 * @param frames [parties] in order; this party's own is not looked at
 */
export function stepParty(party: Party, frames: readonly Bytes[]): Stepped {
  const { setting, index, parties, stage, transcript } = party
  const { field } = setting.parameters
  const all = frames.map((frame, sender) => (sender === index ? party.frame : frame))
  const opened = new Array<bigint>(stage.round === 1 ? inputLength(setting) : party.forms.length).fill(0n)
  for (let sender = 0; sender < parties; sender++) {
    const checked = checkedShares(party, sender, all[sender])
    if (!checked.ok) return { kind: "refused", code: checked.code, party: sender }
    for (const [place, share] of checked.shares.entries()) opened[place] = (opened[place] ?? 0n) + share
  }
  const values = opened.map((sum, place) => reduce(field, sum + (party.forms[place]?.constant ?? 0n)))
  const advanced = advance(setting, stage, values)
  if (!advanced.ok) {
    const { ok, ...refusal } = advanced
    return { kind: "refused", ...refusal }
  }
  const after = extendTranscript(transcript, all)
  return advanced.stage.round === "done"
    ? { kind: "done", finished: advanced.stage, transcript: after }
    : say({ ...party, stage: advanced.stage, transcript: after })
}

/** The frame of a round from 2 on. */
function say(before: Party): Stepped {
  const { setting, index, parties, material, challenge, stage, transcript } = before
  const { field } = setting.parameters
  const forms = formsOf(setting, stage, challenge)
  const shares = forms.map(({ terms }) => evaluate(field, terms, material.shares))
  const combined = combineForms(field, forms, checkWeights(field, transcript, index, shares))
  const tags = others(parties, index).map((checker) =>
    evaluate(field, combined, material.tags[checker] ?? []),
  )
  const frame = encodeFrame(field, { round: stage.round, party: index, transcript, tags, shares })
  return { kind: "sends", party: { ...before, forms, frame }, frame }
}

type Checked =
  | { readonly ok: true; readonly shares: readonly bigint[] }
  | { readonly ok: false; readonly code: "E_RG_FRAME" | "E_RG_SHARE" | "E_RG_TRANSCRIPT" }

function checkedShares(party: Party, sender: number, bytes: Bytes | undefined): Checked {
  const { setting, index, parties, stage, forms, transcript, material } = party
  const { field } = setting.parameters
  const first = stage.round === 1
  const frame =
    bytes && decodeFrame(field, bytes, first ? 0 : parties - 1, first ? inputLength(setting) : forms.length)
  if (frame?.round !== stage.round || frame.party !== sender) return { ok: false, code: "E_RG_FRAME" }
  if (!frame.transcript.every((byte, place) => byte === transcript[place]))
    return { ok: false, code: "E_RG_TRANSCRIPT" }
  if (first || sender === index) return { ok: true, shares: frame.shares }
  const weights = checkWeights(field, transcript, sender, frame.shares)
  const tag = frame.tags[others(parties, sender).indexOf(index)]
  return tag === expectedTag(field, material, sender, forms, weights, frame.shares)
    ? { ok: true, shares: frame.shares }
    : { ok: false, code: "E_RG_SHARE" }
}

/** key · Σ weight · share + the pads of the same combination. */
function expectedTag(
  field: Field,
  { key, pads }: Material,
  sender: number,
  forms: readonly LinearForm[],
  weights: readonly bigint[],
  shares: readonly bigint[],
): bigint {
  const share = shares.reduce((sum, value, place) => sum + value * (weights[place] ?? 0n), 0n)
  const pad = evaluate(field, combineForms(field, forms, weights), pads[sender] ?? [])
  return reduce(field, key * reduce(field, share) + pad)
}

const others = (parties: number, party: number): number[] =>
  [...Array(parties).keys()].filter((index) => index !== party)

/** How long every party's frame of a round is, in bytes. */
export function frameLength(setting: Setting, parties: number, round: number): number {
  const { size, withErrors, field } = setting.parameters
  const matrix = size * size + probeCount(setting)
  const shares = [inputLength(setting), matrix, 2, withErrors ? 2 * size : size, 2]
  return frameBytes(field, round === 1 ? 0 : parties - 1, shares[round - 1] ?? 0)
}
