import { sha256 } from "@tutti/crypto"
import type { InferenceSeat } from "@tutti/protocol"
import { labelled, u32 } from "@tutti/secure-aggregation"

/*
 * What each hash, signature and key of an inference covers: a label of its own, then fields of fixed length.
 * Little-endian; numbers have 4 bytes. (docs/encrypted-inference.md)
 */

type Bytes = Uint8Array<ArrayBuffer>

/** Which run of whom: what everything that is signed for it begins with. */
export type RunName = {
  /** [32] of the terms, and with them of model owner and dealer. */
  readonly termsHash: Bytes
  /** [32] the client's identity key. */
  readonly clientKey: Bytes
  readonly run: number
}

/** In the order in which keys are listed. */
export const SEATS: readonly InferenceSeat[] = ["dealer", "client", "owner"]

const seatBytes = (seat: InferenceSeat): Bytes => u32(SEATS.indexOf(seat))

/** By the identity key of whoever has the seat. With it the model owner admits this client to its run. */
export const signedRunKey = (
  { termsHash, clientKey, run }: RunName,
  seat: InferenceSeat,
  key: Bytes,
): Bytes => labelled("in/run/1", termsHash, clientKey, u32(run), seatBytes(seat), key)

/**
 * The run by its keys. The keys are fresh, so no two runs have one hash, whoever of the three wants it: every
 * sealed letter rests on it.
 * @param keys of dealer, client and model owner
 */
export const runHash = ({ termsHash, clientKey, run }: RunName, keys: readonly Bytes[]): Bytes =>
  sha256(labelled("in/run-roster/1", termsHash, clientKey, u32(run), ...keys))

/** Info of the key that seals all letters from one to another. */
export const letterInfo = (sender: InferenceSeat, receiver: InferenceSeat): Bytes =>
  labelled("in/letter/1", seatBytes(sender), seatBytes(receiver))
