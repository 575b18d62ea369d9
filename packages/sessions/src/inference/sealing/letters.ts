import type { CopiedRow } from "@tutti/smpc"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * What the three write to each other under seal: one byte for the kind, then its fields, little-endian. Nobody else reads
 * a letter, and every kind is allowed between two seats only.
 */

export type LetterBody =
  /** Dealer to a party: what its masks come from [32]. */
  | { readonly kind: "seed"; readonly seed: Bytes }
  /** Party to party: its share of the masked weights. */
  | { readonly kind: "weights"; readonly frame: Bytes }
  /** Client to dealer and model owner: a batch of so many rows will come. */
  | { readonly kind: "order"; readonly batch: number; readonly rows: number }
  /** Dealer to model owner: the next part of what party 1 needs for a batch beside its seed. */
  | { readonly kind: "corrections"; readonly batch: number; readonly part: Bytes }
  /** Party to party: one round of one batch. */
  | { readonly kind: "frame"; readonly frame: Bytes }
  /** Model owner to client: its share of a batch's labels or scores. */
  | { readonly kind: "output"; readonly batch: number; readonly share: Bytes }
  /**
   * Client to model owner: no more batches; give me the score, if there is one, without the copies that stand at these places
   * of the run's rows. Carries the transcripts.
   */
  | { readonly kind: "close"; readonly copies: readonly CopiedRow[] }
  /** Model owner to client: its share of the score under its cover, empty where there is none. Carries the transcripts. */
  | { readonly kind: "closed"; readonly share: Bytes }

const KINDS = ["seed", "weights", "order", "corrections", "frame", "output", "close", "closed"] as const

const SEED_BYTES = 32
const COPY_BYTES = 8

/** A letter in parts, one behind the other: they may be long, and whoever seals them copies them anyway. */
export function letterParts(letter: LetterBody): readonly Uint8Array[] {
  const kind = Uint8Array.of(KINDS.indexOf(letter.kind))
  switch (letter.kind) {
    case "seed":
      return [kind, letter.seed]
    case "weights":
    case "frame":
      return [kind, letter.frame]
    case "order":
      return [kind, u32(letter.batch), u32(letter.rows)]
    case "corrections":
      return [kind, u32(letter.batch), letter.part]
    case "output":
      return [kind, u32(letter.batch), letter.share]
    case "close":
      return [kind, ...letter.copies.flatMap(({ row, copy }) => [u32(row), u32(copy)])]
    case "closed":
      return [kind, letter.share]
  }
}

/** @returns undefined for what no letter looks like; lengths inside are for whoever knows the plan. */
export function parseLetter(bytes: Bytes): LetterBody | undefined {
  const kind = KINDS[bytes[0] ?? KINDS.length]
  if (kind === undefined) return undefined
  const rest = bytes.subarray(1)
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length)
  switch (kind) {
    case "seed":
      return rest.length === SEED_BYTES ? { kind, seed: rest.slice() } : undefined
    case "weights":
    case "frame":
      return { kind, frame: rest }
    case "order":
      return rest.length === 8
        ? { kind, batch: view.getUint32(0, true), rows: view.getUint32(4, true) }
        : undefined
    case "corrections":
      return rest.length >= 4 ? { kind, batch: view.getUint32(0, true), part: rest.subarray(4) } : undefined
    case "output":
      return rest.length >= 4 ? { kind, batch: view.getUint32(0, true), share: rest.subarray(4) } : undefined
    case "close":
      return rest.length % COPY_BYTES === 0 ? { kind, copies: copiesFrom(view) } : undefined
    case "closed":
      return { kind, share: rest.slice() }
  }
}

/** The batch that a frame belongs to; a frame too short to say is of batch 0, which has no rounds. */
export const batchOf = (frame: Bytes): number =>
  frame.length < 4 ? 0 : new DataView(frame.buffer, frame.byteOffset).getUint32(0, true)

const copiesFrom = (view: DataView): CopiedRow[] =>
  Array.from({ length: view.byteLength / COPY_BYTES }, (_, index) => ({
    row: view.getUint32(COPY_BYTES * index, true),
    copy: view.getUint32(COPY_BYTES * index + 4, true),
  }))

function u32(value: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(4))
  bytes.setUint32(0, value, true)
  return new Uint8Array(bytes.buffer)
}
