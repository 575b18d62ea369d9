import { RefusalCode } from "@tutti/protocol"
import * as z from "zod"

/*
 * What travels on a socket, in both directions:
 *   "chunk"   ChunkHeader, bytes            a part of a payload that is too large for one frame, but the last part
 *   "message" Envelope [, payload bytes]    a message; its payload, or the last part of it, in the same frame
 * The receiver answers every frame once with an Answer.
 */

/** `transfer` counts up on one connection; `index` runs from 0 to `count` − 1, and the message brings what is left. */
export const ChunkHeader = z.strictObject({
  transfer: z.int().min(0),
  index: z.int().min(0),
  count: z.int().min(1),
})
export type ChunkHeader = z.infer<typeof ChunkHeader>

export const Envelope = z.strictObject({
  /** An OwnerMessage or a RelayMessage; parsed by its own schema once the frame is in order. */
  message: z.unknown(),
  /** The beginning of the payload came before as chunks: in which transfer, and how many bytes the payload has in all. */
  transfer: z.strictObject({ id: z.int().min(0), bytes: z.int().min(1) }).optional(),
})
export type Envelope = z.infer<typeof Envelope>

export const Answer = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), code: RefusalCode }),
])
export type Answer = z.infer<typeof Answer>

/**
 * @returns views of the payload: chunks of `chunkBytes` that go ahead, in order, and the last part, which is empty only
 * if the payload is.
 */
export function partsOf(payload: Uint8Array, chunkBytes: number): { ahead: Uint8Array[]; last: Uint8Array } {
  const count = Math.max(0, Math.ceil(payload.length / chunkBytes) - 1)
  const ahead = Array.from({ length: count }, (_, index) =>
    payload.subarray(index * chunkBytes, (index + 1) * chunkBytes),
  )
  return { ahead, last: payload.subarray(count * chunkBytes) }
}

/** Bytes as a socket delivers them: a Buffer under Node, an ArrayBuffer in a browser. Undefined for anything else. */
export function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined
}
