import type { ChunkHeader, Envelope } from "./frames.ts"
import type { WireLimits } from "./wire-limits.ts"

type TransferRefusal = { ok: false; code: "E_TRANSFER" | "E_FRAME_TOO_BIG" }
const OUT_OF_ORDER: TransferRefusal = { ok: false, code: "E_TRANSFER" }
const TOO_BIG: TransferRefusal = { ok: false, code: "E_FRAME_TOO_BIG" }

type OpenTransfer = { count: number; chunks: Uint8Array[]; bytes: number; touchedMs: number }

/**
 * Puts the chunks of one socket together. It holds only bytes that have arrived, never space for announced ones,
 * and forgets a transfer as soon as a chunk of it is out of order, there twice or too large.
 */
export class TransferAssembler {
  readonly #limits: WireLimits
  readonly #open = new Map<number, OpenTransfer>()
  /** Ids only go up, so that a finished transfer cannot begin again. */
  #newest = -1
  #heldBytes = 0

  constructor(limits: WireLimits) {
    this.#limits = limits
  }

  /** Bytes of transfers that no message has claimed yet. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  /** Takes the next chunk of a transfer. The bytes are kept, not copied. */
  accept(header: ChunkHeader, bytes: Uint8Array, nowMs: number): { ok: true } | TransferRefusal {
    this.expire(nowMs)
    const refusal = this.#refusal(header, bytes)
    if (refusal !== undefined) {
      this.#forget(header.transfer)
      return refusal
    }
    const transfer = this.#open.get(header.transfer) ?? this.#begin(header)
    transfer.chunks.push(bytes)
    transfer.bytes += bytes.length
    transfer.touchedMs = nowMs
    this.#heldBytes += bytes.length
    return { ok: true }
  }

  /**
   * Hands over a payload in memory of its own: the chunks of a transfer, and the last part, which came with the
   * message. In any case the transfer is over.
   */
  claim(
    { id, bytes }: NonNullable<Envelope["transfer"]>,
    last: Uint8Array,
  ): { ok: true; payload: Uint8Array } | TransferRefusal {
    const transfer = this.#open.get(id)
    const isWhole = transfer?.chunks.length === transfer?.count
    this.#forget(id)
    if (transfer === undefined || !isWhole || last.length === 0 || transfer.bytes + last.length !== bytes)
      return OUT_OF_ORDER
    if (bytes > this.#limits.payloadBytes) return TOO_BIG
    const payload = new Uint8Array(bytes)
    let offset = 0
    for (const part of [...transfer.chunks, last]) {
      payload.set(part, offset)
      offset += part.length
    }
    return { ok: true, payload }
  }

  /** Forgets transfers that got no chunk for `transferIdleMs`. */
  expire(nowMs: number): void {
    for (const [id, { touchedMs }] of this.#open)
      if (nowMs - touchedMs >= this.#limits.transferIdleMs) this.#forget(id)
  }

  #refusal({ transfer, index, count }: ChunkHeader, bytes: Uint8Array): TransferRefusal | undefined {
    const { chunkBytes, payloadBytes, transfersPerSocket } = this.#limits
    if (bytes.length > chunkBytes || count > Math.ceil(payloadBytes / chunkBytes)) return TOO_BIG
    if (this.#heldBytes + bytes.length > payloadBytes) return TOO_BIG
    const open = this.#open.get(transfer)
    const expected = open ?? { count, chunks: [] }
    if (bytes.length === 0 || index !== expected.chunks.length || count !== expected.count || index >= count)
      return OUT_OF_ORDER
    if (open === undefined && (transfer <= this.#newest || this.#open.size >= transfersPerSocket))
      return OUT_OF_ORDER
    return undefined
  }

  #begin({ transfer, count }: ChunkHeader): OpenTransfer {
    const begun: OpenTransfer = { count, chunks: [], bytes: 0, touchedMs: 0 }
    this.#open.set(transfer, begun)
    this.#newest = transfer
    return begun
  }

  #forget(id: number): void {
    this.#heldBytes -= this.#open.get(id)?.bytes ?? 0
    this.#open.delete(id)
  }
}
