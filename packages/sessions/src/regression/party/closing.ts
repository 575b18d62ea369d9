import {
  type LastRound,
  type Party,
  partyOfLastRound,
  type Setting,
  type Stepped,
  stepParty,
} from "@tutti/regression"
import { fromBase64url, toBase64url } from "@tutti/ring"
import type { RunName } from "../sealing/labels.ts"
import type { RunTools } from "../session/tools.ts"
import type { RunEvent, RunStep } from "./run.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * A run in its last round. The party has said all that it had to, and awaits what the others said last; from here on it
 * needs so little that it can be kept on the owner's disk, and a page that is closed in between loses nothing.
 */

/** After it a run is done. */
export const LAST_ROUND = 5

/** What opens the others' last frames, and nothing of earlier rounds. */
export type Closing = {
  readonly kind: "closing"
  readonly name: RunName
  readonly party: Party
  /** Of the others' last frames, by party. */
  readonly lastKeys: ReadonlyMap<number, Bytes>
}

/** The same as plain data. */
export type KeptClosing = {
  readonly round: LastRound
  /** By party; base64url. */
  readonly lastKeys: readonly (readonly [number, string])[]
}

type Done = Extract<RunStep, { kind: "done" }>
type Refused = Extract<RunStep, { kind: "refused" }>

export const keepClosing = (round: LastRound, lastKeys: Closing["lastKeys"]): KeptClosing => ({
  round,
  lastKeys: [...lastKeys].map(([party, key]) => [party, toBase64url(key)]),
})

/** @returns undefined for what was not kept of this design */
export function closingRun(
  name: RunName,
  setting: Setting,
  { round, lastKeys }: KeptClosing,
): Closing | undefined {
  const party = partyOfLastRound(setting, round)
  const keys = lastKeys.map(([sender, key]) => [sender, fromBase64url(key) ?? new Uint8Array(0)] as const)
  return party && { kind: "closing", name, party, lastKeys: new Map(keys) }
}

/** The others' last frames; anything else is out of turn. Nothing of the run is left when this returns. */
export async function stepClosing(
  run: Closing,
  event: RunEvent,
  { suite }: Pick<RunTools, "suite">,
): Promise<Done | Refused> {
  const { name, party, lastKeys } = run
  const opened =
    event.kind === "frames" && event.round === LAST_ROUND
      ? await openFrames(lastKeys, event.bytes, suite)
      : ({ ok: false, refusal: { kind: "refused", code: "E_RG_REPLAY" } } as const)
  wipeClosing(run)
  if (!opened.ok) return opened.refusal
  const stepped = stepParty(party, opened.frames)
  if (stepped.kind === "sends") throw new Error("there is no round after the last")
  return ended(name, stepped)
}

export function wipeClosing({ lastKeys }: Closing): void {
  for (const key of lastKeys.values()) key.fill(0)
}

/** A run that goes no further. */
export function ended(name: RunName, stepped: Exclude<Stepped, { kind: "sends" }>): Done | Refused {
  return stepped.kind === "refused"
    ? stepped
    : { kind: "done", name, finished: stepped.finished, transcript: stepped.transcript }
}

type OpenedFrames =
  /** By party; this one's own is empty. */
  { readonly ok: true; readonly frames: readonly Bytes[] } | { readonly ok: false; readonly refusal: Refused }

/** All others' frames of one round. @param keys of these frames, by party, in order */
export async function openFrames(
  keys: ReadonlyMap<number, Bytes>,
  bytes: Bytes,
  suite: RunTools["suite"],
): Promise<OpenedFrames> {
  const length = bytes.length / keys.size
  if (!Number.isInteger(length)) return { ok: false, refusal: { kind: "refused", code: "E_RG_FRAME" } }
  const frames: Bytes[] = Array.from({ length: keys.size + 1 }, () => new Uint8Array(0))
  for (const [at, [sender, key]] of [...keys].entries()) {
    const frame = await suite.unseal(key, bytes.slice(at * length, (at + 1) * length))
    if (frame === undefined)
      return { ok: false, refusal: { kind: "refused", code: "E_RG_SEAL", party: sender } }
    frames[sender] = frame
  }
  return { ok: true, frames }
}
