import type { AgreementKey, Random, RoundSuite, Verify } from "@tutti/crypto"
import type { InferenceSeat, InferenceSpec } from "@tutti/protocol"
import { sessionIdOf } from "@tutti/smpc"
import { drawKey, openKeys } from "../../sealing/run-keys.ts"
import { bytesOf } from "../../secure/signed.ts"
import { type RunName, runHash, SEATS, signedRunKey } from "../sealing/labels.ts"
import { LetterLine } from "../sealing/letter-line.ts"

type Bytes = Uint8Array<ArrayBuffer>

type Tools = {
  readonly random: Random
  readonly suite: RoundSuite
  sign(message: Uint8Array): Promise<Bytes>
}

/** This machine's key of a run is said. */
export type StartedRun = {
  readonly name: RunName
  readonly seat: InferenceSeat
  readonly key: AgreementKey
  readonly said: Bytes
}

export async function beginRun(name: RunName, seat: InferenceSeat, tools: Tools): Promise<StartedRun> {
  const { key, said } = await drawKey((key) => signedRunKey(name, seat, key), tools)
  return { name, seat, key, said }
}

/** Everybody's keys are known: what is left of them is a line to each of the others. */
export type KeyedRun = {
  readonly name: RunName
  /** [32] Names the masks. */
  readonly sessionId: Bytes
  readonly lines: ReadonlyMap<InferenceSeat, LetterLine>
}

/** @returns undefined when a key is not signed by whom the terms name, or is not sound. */
export async function agreeOnRun(
  { name, seat, key, said }: StartedRun,
  bytes: Uint8Array,
  { dealerKey, ownerKey }: InferenceSpec,
  { suite }: Tools,
  verify: Verify,
): Promise<KeyedRun | undefined> {
  const identityKeys = { dealer: bytesOf(dealerKey), client: name.clientKey, owner: bytesOf(ownerKey) }
  const holders = SEATS.map((holder) => ({
    identityKey: identityKeys[holder],
    signed: (theirs: Bytes) => signedRunKey(name, holder, theirs),
    ...(holder === seat ? { own: said } : {}),
  }))
  const opened = await openKeys(bytes, holders, verify)
  if (!opened.ok) return undefined
  const hash = runHash(name, opened.keys)
  const lines = new Map<InferenceSeat, LetterLine>()
  for (const [place, other] of SEATS.entries()) {
    const theirs = opened.keys[place]
    if (other === seat || theirs === undefined) continue
    const line = await LetterLine.open(suite, hash, { seat, key }, { seat: other, key: theirs })
    if (line === undefined) return undefined
    lines.set(other, line)
  }
  key.forget()
  const [dealer, client, owner] = opened.keys
  if (dealer === undefined || client === undefined || owner === undefined) return undefined
  return { name, sessionId: sessionIdOf([client, owner, dealer]), lines }
}
