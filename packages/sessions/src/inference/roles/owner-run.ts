import type { InferenceSeat, RefusalCode } from "@tutti/protocol"
import {
  batchCost,
  type CopiedRow,
  coverScore,
  Party,
  type RunningBatch,
  type Stepped,
  type Words,
} from "@tutti/smpc"
import { batchOf, type LetterBody } from "../sealing/letters.ts"
import {
  type Addressed,
  followedBy,
  type Heard,
  mostRowsOrdered,
  NOTHING_TO_SAY,
  type RoleRun,
  type RoleSetup,
  refused,
} from "./role-run.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** What the model owner's side of a run has done. */
export type Answered = { readonly batches: number; readonly rows: number }

/**
 * The model owner in one run, party 1: it holds the weights, and shares of the images that are zeros. A batch begins as soon
 * as its corrections are there.
 */
export class OwnerRun implements RoleRun {
  readonly #setup: RoleSetup
  readonly #weights: Words
  #party: Party | undefined
  /** Rows of the batches that are ordered and have not begun. */
  readonly #orders = new Map<number, number>()
  #ordered = { batch: 0, rows: 0 }
  /** Corrections of batches that have not begun, in parts as they come. */
  readonly #material = new Map<number, { readonly parts: Bytes[]; bytes: number }>()
  readonly #running = new Map<number, { readonly running: RunningBatch; readonly rows: number }>()
  /** The client's first frames of batches that have not begun here. */
  readonly #frames = new Map<number, Bytes>()
  #answered: Answered = { batches: 0, rows: 0 }

  /** @param weights as `encodeWeights` gives them */
  constructor(setup: RoleSetup, weights: Words) {
    this.#setup = setup
    this.#weights = weights
  }

  get answered(): Answered {
    return this.#answered
  }

  begin(): readonly Addressed[] {
    return []
  }

  hear(from: InferenceSeat, letter: LetterBody): Heard {
    if (from === "dealer") {
      if (letter.kind === "seed") return this.#seeded(letter.seed)
      if (letter.kind === "corrections") return this.#corrected(letter.batch, letter.part)
      return refused("E_IN_LETTER")
    }
    switch (letter.kind) {
      case "order":
        return this.#order(letter.batch, letter.rows)
      case "frame":
        return this.#frame(letter.frame)
      case "close":
        return this.#close(letter.copies)
      default:
        return refused("E_IN_LETTER")
    }
  }

  close(): void {
    this.#party?.close()
    this.#running.clear()
  }

  /** Says the masked weights, and begins what has waited for them. */
  #seeded(seed: Bytes): Heard {
    if (this.#party) return refused("E_IN_LETTER")
    const { terms, sessionId, kernels } = this.#setup
    const { plan, spec } = terms
    const seat = { role: 1, weights: this.#weights } as const
    const party = new Party({ plan, seat, sessionId, seed, kernels, minimumRows: spec.minimumRows })
    this.#party = party
    const frame = party.weightFrame()
    let heard: Heard = { ok: true, letters: [{ to: "client", letter: { kind: "weights", frame } }] }
    for (const batch of [...this.#material.keys()]) heard = followedBy(heard, () => this.#beginIfReady(batch))
    return heard
  }

  #order(batch: number, rows: number): Heard {
    const { spec, mostOrdered } = this.#setup.terms
    const isNext = batch > this.#ordered.batch && rows >= 1 && rows <= spec.batchRows
    if (!isNext || this.#orders.size >= mostOrdered) return refused("E_IN_LETTER")
    if (this.#ordered.rows + rows > mostRowsOrdered(spec)) return refused("E_IN_BUDGET")
    this.#ordered = { batch, rows: this.#ordered.rows + rows }
    this.#orders.set(batch, rows)
    return this.#beginIfReady(batch)
  }

  /** The dealer may be quicker than the client's own letter about the same batch. */
  #corrected(batch: number, part: Bytes): Heard {
    const material = this.#material.get(batch) ?? { parts: [], bytes: 0 }
    const { spec, plan, mostOrdered } = this.#setup.terms
    const most = batchCost(plan, spec.batchRows).dealt
    if (this.#material.size > mostOrdered || material.bytes + part.length > most)
      return refused("E_IN_MATERIAL")
    material.parts.push(part)
    material.bytes += part.length
    this.#material.set(batch, material)
    return this.#beginIfReady(batch)
  }

  /** With weights open, the client's order and all of the dealer's parts. */
  #beginIfReady(batch: number): Heard {
    const rows = this.#orders.get(batch)
    const material = this.#material.get(batch)
    const party = this.#party
    if (party === undefined || rows === undefined || material === undefined) return NOTHING_TO_SAY
    const { dealt } = batchCost(this.#setup.terms.plan, rows)
    if (material.bytes < dealt) return NOTHING_TO_SAY
    this.#material.delete(batch)
    this.#orders.delete(batch)
    return this.#begin(party, batch, rows, material.parts)
  }

  #begin(party: Party, batch: number, rows: number, corrections: readonly Bytes[]): Heard {
    const { plan } = this.#setup.terms
    const prepared = party.prepare(batch, rows, corrections)
    if (!prepared.ok) return refused(prepared.code)
    // The client holds its images and labels itself; this party's shares of them are zeros.
    const images = new Int32Array(rows * plan.input * plan.ring.words)
    const labels = new Uint8Array(plan.output === "score" ? Math.ceil((plan.classes * rows) / 8) : 0)
    const begun = prepared.batch.begin(images, labels)
    if (!begun.ok) return refused(begun.code)
    this.#running.set(batch, { running: begun.running, rows })
    const frame = this.#frames.get(batch)
    this.#frames.delete(batch)
    const first = this.#follow(batch, begun.running.start())
    return frame === undefined
      ? first
      : followedBy(first, () => this.#follow(batch, begun.running.take(frame)))
  }

  #frame(frame: Bytes): Heard {
    const batch = batchOf(frame)
    const running = this.#running.get(batch)
    if (running) return this.#follow(batch, running.running.take(frame))
    const isComing = this.#orders.has(batch)
    if (!isComing || this.#frames.has(batch)) return refused("E_IN_FRAME")
    this.#frames.set(batch, frame)
    return NOTHING_TO_SAY
  }

  #follow(batch: number, stepped: Stepped): Heard {
    if (!stepped.ok) return refused(stepped.code)
    const { frame, output } = stepped
    const letters: LetterBody[] = []
    if (frame) letters.push({ kind: "frame", frame })
    if (output) {
      const rows = this.#running.get(batch)?.rows ?? 0
      this.#running.delete(batch)
      this.#answered = { batches: this.#answered.batches + 1, rows: this.#answered.rows + rows }
      if (output.kind === "share") letters.push({ kind: "output", batch, share: output.share })
      else this.#party?.count(batch, output.tally)
    }
    return { ok: true, letters: letters.map((letter) => ({ to: "client", letter })) }
  }

  /** What was ordered and not begun is burned, and batches that are not through are in no score. */
  #close(copies: readonly CopiedRow[]): Heard {
    const party = this.#party
    if (party === undefined) return refused("E_IN_LETTER")
    const share = this.#setup.terms.spec.output === "score" ? this.#score(party, copies) : new Uint8Array(0)
    return typeof share === "string"
      ? refused(share)
      : { ok: true, letters: [{ to: "client", letter: { kind: "closed", share } }] }
  }

  #score(party: Party, copies: readonly CopiedRow[]): Bytes | RefusalCode {
    const scored = party.score(copies)
    return scored.ok ? coverScore(scored.share) : scored.code
  }
}
