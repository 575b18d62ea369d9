import { RefusalCode } from "@tutti/protocol"
import * as z from "zod"

/*
 * What travels on a socket, in both directions:
 *   "chunk"   ChunkHeader, bytes            a part of a payload that is too large for one frame
 *   "message" Envelope [, payload bytes]    a message; its payload in the same frame, or named as a transfer
 * The receiver answers every frame once with an Answer.
 */

/** `transfer` counts up on one connection; `index` runs from 0 to `count` − 1. */
export const ChunkHeader = z.strictObject({
  transfer: z.int().min(0),
  index: z.int().min(0),
  count: z.int().min(1),
})
export type ChunkHeader = z.infer<typeof ChunkHeader>

export const Envelope = z.strictObject({
  /** An OwnerMessage or a RelayMessage; parsed by its own schema once the frame is in order. */
  message: z.unknown(),
  /** The payload that came before as chunks: which transfer, and how many bytes in all. */
  transfer: z.strictObject({ id: z.int().min(0), bytes: z.int().min(1) }).optional(),
})
export type Envelope = z.infer<typeof Envelope>

export const Answer = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), code: RefusalCode }),
])
export type Answer = z.infer<typeof Answer>

/** @returns views of the payload, in order, each of `chunkBytes` but the last; none for an empty payload. */
export function chunksOf(payload: Uint8Array, chunkBytes: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(payload.length / chunkBytes) }, (_, index) =>
    payload.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  )
}

/** Bytes as a socket delivers them: a Buffer under Node, an ArrayBuffer in a browser. Undefined for anything else. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined
}
