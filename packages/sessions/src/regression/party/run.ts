import type { AgreementKey, Random } from "@tutti/crypto"
import type { PartyMessage, RefusalCode } from "@tutti/protocol"
import {
  type DealtMaterial,
  type Finished,
  inputsOf,
  keepLastRound,
  type LastRound,
  openMaterial,
  type Party,
  type Setting,
  type SufficientStatistics,
  startParty,
  stepParty,
} from "@tutti/regression"
import {
  drawFrameKey,
  FrameSealer,
  keyOfFrame,
  openFrameKeys,
  othersOf,
  type Place,
} from "../sealing/frame-keys.ts"
import { materialInfo, type RunName } from "../sealing/labels.ts"
import { drawRunKey, openRunKeys } from "../sealing/run-keys.ts"
import { unseal } from "../sealing/seal.ts"
import type { RunTools } from "../session/tools.ts"
import {
  type Closing,
  closingRun,
  ended,
  type KeptClosing,
  keepClosing,
  LAST_ROUND,
  openFrames,
  wipeClosing,
} from "./closing.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * One party in one run of the solve on shares. Every message of the relay comes once and in its turn; anything else, and
 * anything that does not open or does not fit, ends the run on this side, wipes it, and is final: the next run has fresh
 * keys and fresh material.
 */

/** Who runs, and on what. */
export type Runner = {
  readonly setting: Setting
  /** Of the frozen roster, in order of index. */
  readonly identityKeys: readonly Bytes[]
  readonly dealerKey: Bytes
  readonly index: number
  readonly statistics: SufficientStatistics
}

/** A field exists only in the steps that own it; a secret is gone when its step is. */
export type PartyRun =
  | { readonly kind: "none" }
  | {
      readonly kind: "keyed"
      readonly name: RunName
      readonly key: AgreementKey
      readonly said: Bytes
    }
  /** Material from the dealer and the others' frame keys come in any order. */
  | {
      readonly kind: "gathering"
      readonly name: RunName
      readonly place: Place
      readonly sealer: FrameSealer
      readonly material: DealtMaterial | null
      readonly frameKeys: ReadonlyMap<number, Bytes> | null
    }
  | {
      readonly kind: "solving"
      readonly name: RunName
      readonly place: Place
      readonly sealer: FrameSealer
      readonly frameKeys: ReadonlyMap<number, Bytes>
      readonly party: Party
    }
  | Closing

export const NO_RUN: PartyRun = { kind: "none" }

export type RunRefusal = {
  readonly code: RefusalCode
  /** Whose message it was, if one party's. */
  readonly party?: number
  readonly column?: string
  readonly from?: readonly string[]
}

export type RunEvent =
  | { readonly kind: "offered"; readonly name: RunName }
  | { readonly kind: "roster" | "material" | "frame-keys"; readonly bytes: Bytes }
  | { readonly kind: "frames"; readonly round: number; readonly bytes: Bytes }

export type RunSending = { readonly message: PartyMessage; readonly payload: Bytes }

export type RunStep =
  | { readonly kind: "went-on"; readonly run: PartyRun; readonly sends: readonly RunSending[] }
  /** The first frame: it must not leave before the run is written down. */
  | { readonly kind: "begins"; readonly run: PartyRun; readonly sends: readonly RunSending[] }
  /** The last frame: it must not leave before what opens the others' is written down. */
  | {
      readonly kind: "closes"
      readonly run: PartyRun
      readonly sends: readonly RunSending[]
      readonly kept: KeptClosing
    }
  | { readonly kind: "done"; readonly name: RunName; readonly finished: Finished; readonly transcript: Bytes }
  | ({ readonly kind: "refused" } & RunRefusal)

type Refused = Extract<RunStep, { kind: "refused" }>

const OUT_OF_TURN: Refused = { kind: "refused", code: "E_RG_REPLAY" }

/** What follows from one message of the relay. Whatever a refused run held is wiped when this returns. */
export async function stepRun(
  run: PartyRun,
  event: RunEvent,
  runner: Runner,
  tools: RunTools,
): Promise<RunStep> {
  const step = await stepped(run, event, runner, tools)
  if (step.kind === "refused" || step.kind === "done") wipeRun(run)
  return step
}

/** Overwrites what is left of a run's secrets; what JavaScript has copied of them it keeps no name for. */
export function wipeRun(run: PartyRun): void {
  if (run.kind === "none") return
  if (run.kind === "keyed") {
    run.key.forget()
    return
  }
  if (run.kind === "closing") {
    wipeClosing(run)
    return
  }
  run.place.own.forget()
  run.sealer.wipe()
  for (const key of run.frameKeys?.values() ?? []) key.fill(0)
}

function stepped(
  run: PartyRun,
  event: RunEvent,
  runner: Runner,
  tools: RunTools,
): Promise<RunStep> | RunStep {
  switch (event.kind) {
    case "offered":
      return run.kind === "none" ? offered(event.name, runner, tools) : OUT_OF_TURN
    case "roster":
      return run.kind === "keyed" ? rostered(run, event.bytes, runner, tools) : OUT_OF_TURN
    case "material":
      return run.kind === "gathering" && run.material === null
        ? dealt(run, event.bytes, runner, tools)
        : OUT_OF_TURN
    case "frame-keys":
      return run.kind === "gathering" && run.frameKeys === null
        ? frameKeysCame(run, event.bytes, runner, tools)
        : OUT_OF_TURN
    case "frames":
      return run.kind === "solving" && run.party.stage.round === event.round
        ? framesCame(run, event.bytes)
        : OUT_OF_TURN
  }
}

type At<Kind extends PartyRun["kind"]> = Extract<PartyRun, { kind: Kind }>

async function offered(name: RunName, { index }: Runner, tools: RunTools): Promise<RunStep> {
  const { key, said } = await drawRunKey(name, index, tools)
  return {
    kind: "went-on",
    run: { kind: "keyed", name, key, said },
    sends: [{ message: { kind: "run-key", run: name.run }, payload: said }],
  }
}

/** Everybody's keys: checked against the frozen roster, and the frame key sealed to the others. */
async function rostered(
  { name, key, said }: At<"keyed">,
  bytes: Bytes,
  { identityKeys, dealerKey, index }: Runner,
  { verify, suite, random }: RunTools,
): Promise<RunStep> {
  const keys = await openRunKeys(name, bytes, { identityKeys, dealerKey }, { seat: index, said }, verify)
  if (!keys.ok) return { kind: "refused", code: "E_RG_KEYS", ...partyOf(keys.seat) }
  const place: Place = { suite, keys, index, own: key }
  const { key: frameKey, sealed } = await drawFrameKey(place, random)
  const sealer = new FrameSealer(place, frameKey)
  if (sealed === undefined) {
    sealer.wipe()
    return { kind: "refused", code: "E_RG_KEYS" }
  }
  return {
    kind: "went-on",
    run: { kind: "gathering", name, place, sealer, material: null, frameKeys: null },
    sends: [{ message: { kind: "frame-keys", run: name.run }, payload: sealed }],
  }
}

async function dealt(
  run: At<"gathering">,
  bytes: Bytes,
  runner: Runner,
  { suite, random }: RunTools,
): Promise<RunStep> {
  const { place } = run
  const { index, setting, identityKeys } = runner
  const { own, keys } = place
  const opened = await unseal(
    { suite, own, theirs: keys.dealer, salt: keys.hash, info: materialInfo(index) },
    bytes,
  )
  const material =
    opened && (await openMaterial(setting.parameters, identityKeys.length, index, opened, suite))
  opened?.fill(0)
  return material ? begun({ ...run, material }, runner, random) : { kind: "refused", code: "E_RG_MATERIAL" }
}

async function frameKeysCame(
  run: At<"gathering">,
  bytes: Bytes,
  runner: Runner,
  { random }: RunTools,
): Promise<RunStep> {
  const opened = await openFrameKeys(run.place, bytes)
  if (!opened.ok) return { kind: "refused", code: "E_RG_SEAL", ...partyOf(opened.party) }
  return begun({ ...run, frameKeys: opened.keys }, runner, random)
}

/** The first frame, as soon as both are there. From here on the material is spent. */
async function begun(
  run: At<"gathering">,
  { setting, index, statistics, identityKeys }: Runner,
  random: Random,
): Promise<RunStep> {
  const { name, place, sealer, material, frameKeys } = run
  if (material === null || frameKeys === null) return { kind: "went-on", run, sends: [] }
  const { party, frame } = startParty({
    setting,
    index,
    parties: identityKeys.length,
    material,
    inputs: inputsOf(setting, statistics),
    run: place.keys.hash,
    challenge: sealer.challenge(frameKeys),
    random,
  })
  place.own.forget()
  return {
    kind: "begins",
    run: { kind: "solving", name, place, sealer, frameKeys, party },
    sends: [await sealed(name, sealer, 1, frame)],
  }
}

/** All others' frames of this round: opened, checked, added up. */
async function framesCame(run: At<"solving">, bytes: Bytes): Promise<RunStep> {
  const { name, place, sealer, party } = run
  const opened = await openFrames(keysOf(run, party.stage.round), bytes, place.suite)
  if (!opened.ok) return opened.refusal
  const stepped = stepParty(party, opened.frames)
  if (stepped.kind !== "sends") return ended(name, stepped)
  const sends = [await sealed(name, sealer, stepped.party.stage.round, stepped.frame)]
  const after = { ...run, party: stepped.party }
  const round = keepLastRound(stepped.party)
  return round === undefined ? { kind: "went-on", run: after, sends } : closes(after, round, sends)
}

/** From here on only the others' last frames can be opened: everything else of the run is wiped. */
function closes(run: At<"solving">, round: LastRound, sends: readonly RunSending[]): RunStep {
  const kept = keepClosing(round, keysOf(run, LAST_ROUND))
  const closing = closingRun(run.name, run.party.setting, kept)
  if (closing === undefined) throw new Error("a party's own last round is not of its design")
  wipeRun(run)
  return { kind: "closes", run: closing, sends, kept }
}

/** Of all others' frames of a round, by party. */
const keysOf = ({ place, frameKeys }: At<"solving">, round: number): ReadonlyMap<number, Bytes> =>
  new Map(
    othersOf(place).map((sender) => [
      sender,
      keyOfFrame(place, frameKeys.get(sender) ?? new Uint8Array(0), sender, round),
    ]),
  )

const sealed = async (
  { run }: RunName,
  sealer: FrameSealer,
  round: number,
  frame: Bytes,
): Promise<RunSending> => ({
  message: { kind: "frame", run, round },
  payload: await sealer.seal(round, frame),
})

/** The dealer is no party: where it is at fault, the code says so. */
const partyOf = (seat: number | "dealer" | undefined): { party?: number } =>
  typeof seat === "number" ? { party: seat } : {}
