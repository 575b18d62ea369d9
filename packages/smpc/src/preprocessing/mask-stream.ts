import { type RingKernels, settleLanes } from "@tutti/ring"
import { newWords } from "../sharing/memory.ts"
import type { Words } from "../sharing/ring.ts"
import { KINDS, type Kind } from "./kinds.ts"

/** What happens once in a session, before the first batch, has the batch number 0; batches count from 1. */
export const SESSION = 0

/** Whether masks may be drawn for this batch: its number is above all before it, and fits the nonce. */
export const isNextBatch = (batch: number, rows: number, last: number): boolean =>
  Number.isInteger(batch) && batch > last && batch < 2 ** 32 && Number.isInteger(rows) && rows >= 1

/** A party's uniform words in one layer of one batch. */
export interface LayerStream {
  /** @param into [words] what is written over; without it they have memory of their own */
  next(kind: Kind, words: number, into?: Words): Words
}

/**
 * The streams of one key in one layer of one batch. Their nonce is batch u32 ‖ layer u16 ‖ kind u16 ‖ part u32,
 * little-endian, where the part counts the streams of a layer: so no two streams of a key share a nonce, whatever is
 * drawn and in whatever order.
 */
export function layerStream(
  kernels: RingKernels,
  key: Uint8Array,
  batch: number,
  layer: number,
): LayerStream {
  let part = 0
  return {
    next(kind, count, into = newWords(count)) {
      const nonce = new DataView(new ArrayBuffer(12))
      nonce.setUint32(0, batch, true)
      nonce.setUint16(4, layer, true)
      nonce.setUint16(6, KINDS[kind], true)
      nonce.setUint32(8, part, true)
      part += 1
      const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
      kernels.chacha12(bytes, key, new Uint8Array(nonce.buffer), 0)
      settleLanes(into)
      return into
    },
  }
}
