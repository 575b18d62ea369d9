import { nobleSuite, type Random, sha256, webRandom } from "@tutti/crypto"
import { encodeUtf8 } from "@tutti/ring"
import type { RegressionDesign } from "../design.ts"
import { dealtValues } from "../dithered/dealer.ts"
import { openMaterial, shareOut, shareValues } from "../dithered/material.ts"
import { inputsOf, type Party, type PartyRefusal, startParty, stepParty } from "../dithered/party.ts"
import { estimatesOf } from "../dithered/result.ts"
import { type Finished, type Setting, settingOf } from "../dithered/stage.ts"
import type { Solved } from "../solve/estimates.ts"
import type { SufficientStatistics } from "../statistics/sufficient-statistics.ts"

type Frame = Uint8Array<ArrayBuffer>

/*
 * A dealer and K parties in one process: real material, real frames, no sockets. What a scenario changes is what
 * happens to a frame on its way.
 */

export type SharedSolve = {
  readonly solved: Solved | undefined
  readonly finished: Finished | undefined
  /** [parties] what each party ended with. */
  readonly refusals: readonly PartyRefusal[]
  /** [rounds][parties] */
  readonly frames: readonly (readonly Frame[])[]
  readonly setting: Setting
}

export type SharedSolveOptions = {
  readonly random?: Random
  /** K; by default one party per owner, each with its own statistics as its share. */
  readonly parties?: number
  /** What the dealer makes of the values that it ought to deal. */
  readonly deal?: (values: readonly bigint[], setting: Setting) => readonly bigint[]
  /** What becomes of a party between two rounds. */
  readonly between?: (party: Party) => Party
  /** What `receiver` gets of `sender`'s frame. */
  readonly deliver?: (frame: Frame, round: number, sender: number, receiver: number) => Frame
}

export async function solveOnShares(
  design: RegressionDesign,
  statistics: readonly SufficientStatistics[],
  {
    random = webRandom,
    parties: count = statistics.length,
    deal = (values) => values,
    between = (party) => party,
    deliver = (frame) => frame,
  }: SharedSolveOptions = {},
): Promise<SharedSolve> {
  const setting = settingOf(design)
  if (setting === undefined) throw new Error("the design's bounds are too wide")
  const { parameters } = setting
  const inputs = statistics.map((one) => inputsOf(setting, one))
  const shares =
    count === statistics.length
      ? inputs
      : added(inputs.map((values) => shareValues(parameters.field, values, count, random)))
  const values = deal(dealtValues(parameters, random), setting)
  const dealt = await shareOut(parameters.field, values, count, random, nobleSuite)
  const run = sha256(encodeUtf8("a run"))
  let parties: Party[] = []
  let sent: Frame[] = []
  for (const [index, bytes] of dealt.entries()) {
    const material = await openMaterial(parameters, count, index, bytes, nobleSuite)
    if (material === undefined) throw new Error("the material is malformed")
    const started = startParty({
      setting,
      index,
      parties: count,
      material,
      inputs: shares[index] ?? [],
      run,
      challenge: sha256(encodeUtf8("a challenge")),
      random,
    })
    parties.push(started.party)
    sent.push(started.frame)
  }
  const frames: Frame[][] = []
  for (let round = 1; ; round++) {
    frames.push(sent)
    const stepped = parties.map((party, receiver) =>
      stepParty(
        party,
        sent.map((frame, sender) => deliver(frame, round, sender, receiver)),
      ),
    )
    const refusals = stepped.flatMap((step) => {
      if (step.kind !== "refused") return []
      const { kind, ...refusal } = step
      return [refusal]
    })
    if (refusals.length > 0) return { solved: undefined, finished: undefined, refusals, frames, setting }
    const [first] = stepped
    if (first?.kind === "done") {
      const { finished } = first
      return { solved: estimatesOf(setting, finished), finished, refusals, frames, setting }
    }
    const sending = stepped.flatMap((step) => (step.kind === "sends" ? [step] : []))
    parties = sending.map(({ party }) => between(party))
    sent = sending.map(({ frame }) => frame)
  }
}

/** [owners][parties][values] → [parties][values]: what each party holds of all owners together. */
function added(shares: readonly (readonly (readonly bigint[])[])[]): bigint[][] {
  const [first = [], ...others] = shares
  return others.reduce<bigint[][]>(
    (sums, owner) =>
      sums.map((sum, party) => sum.map((value, place) => value + (owner[party]?.[place] ?? 0n))),
    first.map((share) => [...share]),
  )
}

/** For tests only: a generator that anybody can repeat. */
export function unsafeRandom(seed: string): Random {
  let counter = 0
  return (byteCount) => {
    const bytes = new Uint8Array(byteCount)
    for (let at = 0; at < byteCount; at += 32) {
      const block = sha256(encodeUtf8(`${seed} ${counter++}`))
      bytes.set(block.subarray(0, Math.min(32, byteCount - at)), at)
    }
    return bytes
  }
}
