import { concatBytes } from "@tutti/ring"
import { bitmap, positionsOf, u16 } from "../transcript/fields.ts"
import { pathLength } from "../transcript/roster-tree.ts"
import { SEALED_BYTES } from "./from-owner.ts"
import { readHeader, writeHeader } from "./header.ts"
import { Reader } from "./reader.ts"

/*
 * What the relay sends after its offer: M2, M4, M6, M8, M10. Positions count an owner's place in this round's
 * roster, in ascending order of index.
 */

type Bytes = Uint8Array<ArrayBuffer>
type Receiver = { readonly round: number; readonly owner: number }

/** Fresh keys of one neighbour in M2. Identity keys are not sent: the owner has them from the frozen roster. */
export type RosterLine = { channelKey: Bytes; maskKey: Bytes; nonce: Bytes; signature: Bytes }

/**
 * M2: who is in the round, by index in the frozen roster; the path from the receiver's own record to the root of the
 * roster's tree; and the receiver's neighbours, in order of position.
 */
export type RoundRosterFor = {
  indices: readonly number[]
  path: readonly Bytes[]
  lines: readonly RosterLine[]
}

/** A line as it stands in the messages of all its neighbours: written once. */
export const writeRosterLine = (line: RosterLine): Bytes =>
  concatBytes(line.channelKey, line.maskKey, line.nonce, line.signature)

/** @param lines by `writeRosterLine` */
export function writeRoster(
  receiver: Receiver,
  { indices, path }: Omit<RoundRosterFor, "lines">,
  lines: readonly Bytes[],
  rosterSize: number,
): Bytes {
  return concatBytes(
    writeHeader({ type: "roster", ...receiver }),
    bitmap(indices, rosterSize),
    ...path,
    ...lines,
  )
}

const ROSTER_LINE_BYTES = 32 + 32 + 32 + 64

/**
 * How many lines there must be follows from the round's graph, which follows from the path.
 * @returns no path and no lines where the receiver itself is not in the round.
 */
export function readRoster(
  bytes: Uint8Array,
  receiver: Receiver,
  rosterSize: number,
): RoundRosterFor | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "roster", ...receiver })) return undefined
  const indices = positionsOf(reader.bytes(Math.ceil(rosterSize / 8)), rosterSize)
  if (indices === undefined) return undefined
  const position = indices.indexOf(receiver.owner)
  if (position < 0) return { indices, path: [], lines: [] }
  const path = Array.from({ length: pathLength(position, indices.length) }, () => reader.bytes(32))
  const body = reader.rest()
  if (!reader.done || body.length % ROSTER_LINE_BYTES !== 0) return undefined
  const fields = new Reader(body)
  const lines = Array.from({ length: body.length / ROSTER_LINE_BYTES }, () => ({
    channelKey: fields.bytes(32),
    maskKey: fields.bytes(32),
    nonce: fields.bytes(32),
    signature: fields.bytes(64),
  }))
  return { indices, path, lines }
}

/** M4: who shared (U1), and what those of them that seal for this owner sealed, in order of position. */
export type Delivery = { sharers: readonly number[]; sealed: Bytes }

export function writeDelivery(receiver: Receiver, { sharers, sealed }: Delivery, size: number): Bytes {
  return concatBytes(writeHeader({ type: "deliver", ...receiver }), bitmap(sharers, size), sealed)
}

/** @param sendersAmong how many of these sharers seal shares for the receiver */
export function readDelivery(
  bytes: Uint8Array,
  receiver: Receiver,
  size: number,
  sendersAmong: (sharers: readonly number[]) => number,
): Delivery | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "deliver", ...receiver })) return undefined
  const sharers = positionsOf(reader.bytes(Math.ceil(size / 8)), size)
  if (sharers === undefined) return undefined
  const sealed = reader.bytes(SEALED_BYTES * sendersAmong(sharers))
  return reader.done ? { sharers, sealed } : undefined
}

/** One neighbour's word on its own masked vector: H(y) and its signature, which names the U1 it was masked for. */
export type VectorWord = { vectorHash: Bytes; signature: Bytes }

const VECTOR_WORD_BYTES = 32 + 64

/**
 * M6: whose masked vectors the relay has (A); on the ring also the words of the receiver's neighbours among them,
 * in order of position. On the complete graph the confirmations alone already tie everybody to one A.
 */
export type Survivors = { survivors: readonly number[]; words: readonly VectorWord[] }

export function writeSurvivors(receiver: Receiver, { survivors, words }: Survivors, size: number): Bytes {
  const header = writeHeader({ type: "survivors", ...receiver })
  return concatBytes(
    header,
    bitmap(survivors, size),
    ...words.flatMap(({ vectorHash, signature }) => [vectorHash, signature]),
  )
}

/** @param wordsFor how many words belong to these survivors */
export function readSurvivors(
  bytes: Uint8Array,
  receiver: Receiver,
  size: number,
  wordsFor: (survivors: readonly number[]) => number,
): Survivors | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "survivors", ...receiver })) return undefined
  const survivors = positionsOf(reader.bytes(Math.ceil(size / 8)), size)
  if (survivors === undefined) return undefined
  const fields = new Reader(reader.bytes(VECTOR_WORD_BYTES * wordsFor(survivors)))
  const words = Array.from({ length: wordsFor(survivors) }, () => ({
    vectorHash: fields.bytes(32),
    signature: fields.bytes(64),
  }))
  return reader.done ? { survivors, words } : undefined
}

/** M8: confirmations by others, enough to know that nobody was told anything else. */
export type QuorumLine = { position: number; signature: Bytes }

export function writeQuorum(receiver: Receiver, lines: readonly QuorumLine[]): Bytes {
  const header = writeHeader({ type: "quorum", ...receiver })
  return concatBytes(header, ...lines.flatMap((line) => [u16(line.position), line.signature]))
}

const QUORUM_LINE_BYTES = 2 + 64

export function readQuorum(bytes: Uint8Array, receiver: Receiver): QuorumLine[] | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "quorum", ...receiver })) return undefined
  const body = reader.rest()
  if (body.length % QUORUM_LINE_BYTES !== 0) return undefined
  const fields = new Reader(body)
  return Array.from({ length: body.length / QUORUM_LINE_BYTES }, () => ({
    position: fields.u16(),
    signature: fields.bytes(64),
  }))
}

/** M10: what was opened, by hash, and the chain up to here. */
export type RoundResult = {
  sumHash: Bytes
  survivors: readonly number[]
  transcript: Bytes
  signature: Bytes
}

export function writeResult(receiver: Receiver, result: RoundResult, size: number): Bytes {
  const header = writeHeader({ type: "result", ...receiver })
  return concatBytes(
    header,
    result.sumHash,
    bitmap(result.survivors, size),
    result.transcript,
    result.signature,
  )
}

export function readResult(bytes: Uint8Array, receiver: Receiver, size: number): RoundResult | undefined {
  const reader = new Reader(bytes)
  if (!readHeader(reader, { type: "result", ...receiver })) return undefined
  const sumHash = reader.bytes(32)
  const survivors = positionsOf(reader.bytes(Math.ceil(size / 8)), size)
  const transcript = reader.bytes(32)
  const signature = reader.bytes(64)
  return reader.done && survivors !== undefined ? { sumHash, survivors, transcript, signature } : undefined
}
