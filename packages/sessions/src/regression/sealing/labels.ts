import { sha256 } from "@tutti/crypto"
import { labelled, u32 } from "@tutti/secure-aggregation"

/*
 * What each hash, signature and key of a run covers: a label of its own, then fields of fixed length. Little-endian;
 * numbers have 4 bytes. (docs/regression.md)
 */

type Bytes = Uint8Array<ArrayBuffer>

/** Which run of which owners: what everything that is signed for it begins with. */
export type RunName = {
  /** [32] */
  readonly studyHash: Bytes
  /** [32] */
  readonly rosterRoot: Bytes
  readonly run: number
}

/** Who takes part in a run: a party by its index, or the dealer. */
export type Seat = number | "dealer"

const DEALER = 0xffff_ffff

const seatBytes = (seat: Seat): Bytes => u32(seat === "dealer" ? DEALER : seat)

/** By the identity key of a party, or the dealer's key. */
export const signedRunKey = ({ studyHash, rosterRoot, run }: RunName, seat: Seat, key: Bytes): Bytes =>
  labelled("rg/run/1", studyHash, rosterRoot, u32(run), seatBytes(seat), key)

/** The run by its keys. Every seal and every frame rests on it, so parties that were shown other keys share nothing. */
export const runHash = (
  { studyHash, rosterRoot, run }: RunName,
  dealer: Bytes,
  parties: readonly Bytes[],
): Bytes =>
  sha256(
    labelled("rg/run-roster/1", studyHash, rosterRoot, u32(run), u32(parties.length), dealer, ...parties),
  )

/** Info of the key that seals the dealer's material to a party. */
export const materialInfo = (party: number): Bytes => labelled("rg/material/1", u32(party))

/** Info of the key that seals a party's frame key to another party. */
export const frameKeyInfo = (sender: number, receiver: number): Bytes =>
  labelled("rg/frame-key/1", u32(sender), u32(receiver))

/** What the parties check the dealer by. @param frameKeys by party */
export const challengeHash = (runHash: Bytes, frameKeys: readonly Bytes[]): Bytes =>
  sha256(labelled("rg/challenge/1", runHash, ...frameKeys))

/** Info of the key that seals one frame; the secret is the sender's frame key. */
export const frameInfo = (sender: number, round: number): Bytes =>
  labelled("rg/frame/1", u32(sender), u32(round))

/** Info of the key that seals a report to the admin's result key. */
export const reportInfo = (run: number, party: number): Bytes => labelled("rg/report/1", u32(run), u32(party))

/** By the identity key of a party. @param body of the report, canonical JSON */
export const signedReport = (
  { studyHash, rosterRoot, run }: RunName,
  party: number,
  body: Uint8Array,
): Bytes => labelled("sig/rg-report/1", studyHash, rosterRoot, u32(run), u32(party), sha256(body))
