import type { InferenceSeat } from "@tutti/protocol"
import { Dealer, newSeed } from "@tutti/smpc"
import type { LetterBody } from "../sealing/letters.ts"
import {
  type Addressed,
  type Heard,
  mostRowsOrdered,
  type RoleRun,
  type RoleSetup,
  refused,
} from "./role-run.ts"

/** What the dealer has done in a run; nothing that it dealt is among it. */
export type Dealt = { readonly batches: number; readonly rows: number; readonly bytes: number }

/** The dealer in one run: a seed for each party, and for each batch that the client orders corrections for party 1. */
export class DealerRun implements RoleRun {
  readonly #dealer: Dealer
  readonly #seeds: readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]
  readonly #setup: RoleSetup
  #dealt: Dealt = { batches: 0, rows: 0, bytes: 0 }

  constructor(setup: RoleSetup) {
    const { terms, sessionId, kernels, random } = setup
    this.#setup = setup
    this.#seeds = [newSeed(random), newSeed(random)]
    this.#dealer = new Dealer({ plan: terms.plan, sessionId, seeds: this.#seeds, kernels })
  }

  get dealt(): Dealt {
    return this.#dealt
  }

  begin(): readonly Addressed[] {
    const [client, owner] = this.#seeds
    return [
      { to: "client", letter: { kind: "seed", seed: client } },
      { to: "owner", letter: { kind: "seed", seed: owner } },
    ]
  }

  hear(from: InferenceSeat, letter: LetterBody): Heard {
    if (from !== "client" || letter.kind !== "order") return refused("E_IN_LETTER")
    const { batch, rows } = letter
    const { spec } = this.#setup.terms
    if (rows < 1 || rows > spec.batchRows) return refused("E_IN_LETTER")
    if (this.#dealt.rows + rows > mostRowsOrdered(spec)) return refused("E_IN_BUDGET")
    const dealt = this.#dealer.batch(batch, rows)
    if (!dealt.ok) return refused(dealt.code)
    const { corrections } = dealt
    this.#dealt = {
      batches: this.#dealt.batches + 1,
      rows: this.#dealt.rows + rows,
      bytes: this.#dealt.bytes + corrections.length,
    }
    return { ok: true, letters: partsOf(batch, corrections) }
  }

  close(): void {
    this.#dealer.close()
    for (const seed of this.#seeds) seed.fill(0)
  }
}

/** A letter that fits into one frame of the wire waits for no acknowledgement on its way. */
const SHORT_BYTES = 240 * 1024
/**
 * A longer one goes frame by frame as they are acknowledged. So a batch of more than this goes in letters of this length:
 * all at once it would keep heartbeats waiting until the line is given up.
 */
const LONG_BYTES = 4 * 1024 * 1024

function partsOf(batch: number, corrections: Uint8Array<ArrayBuffer>): Addressed[] {
  const parts: Addressed[] = []
  const length = corrections.length > LONG_BYTES ? LONG_BYTES : SHORT_BYTES
  for (let start = 0; start < corrections.length; start += length) {
    const part = corrections.subarray(start, start + length)
    parts.push({ to: "owner", letter: { kind: "corrections", batch, part } })
  }
  return parts
}
