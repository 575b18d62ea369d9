import type { RefusalCode } from "@tutti/protocol"
import type { RingKernels } from "@tutti/ring"
import { freeWeights, type HeldLayers, maskWeights, readWeights } from "../arithmetic/masked-weights.ts"
import { prepareStep } from "../layers/steps.ts"
import { outputLayers, prepareOutput } from "../output/batch-output.ts"
import { type CopiedRow, type ScoreShare, scoreShare } from "../output/score.ts"
import { scoreKeyShare, type Tally } from "../output/tally.ts"
import { batchCost, weightBytes } from "../plan/cost.ts"
import type { Plan } from "../plan/plan.ts"
import { turnsOf } from "../plan/turns.ts"
import { CorrectionReader } from "../preprocessing/corrections.ts"
import { isNextBatch, layerStream, SESSION } from "../preprocessing/mask-stream.ts"
import { PartyMaterial } from "../preprocessing/party-material.ts"
import { streamKey } from "../preprocessing/seed.ts"
import { release } from "../sharing/memory.ts"
import type { Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import { encodeFrame, payloadOf } from "./frame.ts"
import { PreparedBatch, type Run } from "./prepared-batch.ts"

type Bytes = Uint8Array<ArrayBuffer>

export type PartySetup = {
  readonly plan: Plan
  /** Party 1 has the network's weights, [parameters] as `encodeWeights` gives them. */
  readonly seat: { readonly role: 0 } | { readonly role: 1; readonly weights: Words }
  /** [32] */
  readonly sessionId: Bytes
  /** From the dealer, for this session only. */
  readonly seed: Bytes
  readonly kernels: RingKernels
  /** Of fewer rows this party gives no score away. */
  readonly minimumRows: number
}

type Refused = { readonly ok: false; readonly code: RefusalCode }

/** Party 1's masked weights: round 0 of batch 0, and the only time that weights are said. */
const WEIGHTS = { batch: SESSION, number: 0, role: 1 } as const

/**
 * One of the two parties of a session, free of I/O. In order: party 1's `weightFrame` goes into party 0's `readWeights`, once;
 * then for each batch `prepare`, before the input is there, and `begin`, with it.
 */
export class Party {
  readonly #setup: PartySetup
  readonly #role: Role
  readonly #key: Bytes
  readonly #keyShare: Words
  /** Undefined in party 0 before it has read them. */
  #layers: HeldLayers | undefined
  /** Party 1's, until it has been said. */
  #weightFrame: Bytes | undefined
  #lastBatch = SESSION
  /** By batch, until the score is said. */
  #tallies: Map<number, Tally> | undefined = new Map()

  /** @throws {RangeError} unless there is a weight for every parameter: `encodeWeights` sees to that. */
  constructor(setup: PartySetup) {
    const { plan, seat, seed, sessionId, kernels } = setup
    this.#setup = setup
    this.#role = seat.role
    this.#key = streamKey(seed, sessionId, seat.role)
    this.#keyShare = scoreKeyShare(this.#material(SESSION, outputLayers(plan).tally))
    if (seat.role === 0) return
    if (seat.weights.length !== plan.parameters * plan.ring.words)
      throw new RangeError(`${seat.weights.length} words for ${plan.parameters} weights`)
    const masked = maskWeights(plan, kernels, seat.weights, (layer) => this.#material(SESSION, layer))
    this.#layers = masked.layers
    this.#weightFrame = encodeFrame(WEIGHTS, masked.said)
  }

  /** Party 1's masked weights. @throws {Error} a second time, and in party 0: that is a bug. */
  weightFrame(): Bytes {
    const frame = this.#weightFrame
    if (frame === undefined) throw new Error("there are no weights to be said")
    this.#weightFrame = undefined
    return frame
  }

  /** Party 0 is given party 1's masked weights, once. */
  readWeights(frame: Bytes): { readonly ok: true } | Refused {
    const { plan, kernels } = this.#setup
    const said = payloadOf(frame, WEIGHTS, weightBytes(plan))
    if (said === undefined || this.#role === 1 || this.#layers || this.#lastBatch !== SESSION)
      return { ok: false, code: "E_IN_FRAME" }
    this.#layers = readWeights(plan, kernels, said)
    return { ok: true }
  }

  /**
   * All work of a batch that needs no input. Its material is used up by this, whatever becomes of the batch.
   * @param batch       from 1, above that of the last call
   * @param rows        in this batch, ≥ 1
   * @param corrections from the dealer, for party 1, in the parts in which they came; party 0 has none
   */
  prepare(
    batch: number,
    rows: number,
    corrections: readonly Bytes[],
  ): { readonly ok: true; readonly batch: PreparedBatch } | Refused {
    const { plan } = this.#setup
    const layers = this.#layers
    if (layers === undefined || !isNextBatch(batch, rows, this.#lastBatch))
      return { ok: false, code: "E_IN_MATERIAL" }
    this.#lastBatch = batch
    const cost = batchCost(plan, rows)
    const corrected = corrections.reduce((sum, part) => sum + part.length, 0)
    if (corrected !== (this.#role === 0 ? 0 : cost.dealt)) return { ok: false, code: "E_IN_MATERIAL" }
    const reader = new CorrectionReader(...corrections)
    const materialOf = (layer: number) => this.#material(batch, layer, reader)
    const steps = plan.steps.map((step, layer) =>
      prepareStep(materialOf(layer), plan.ring, step, layers[layer], rows),
    )
    const output = prepareOutput(materialOf, plan, this.#keyShare, rows)
    const run: Run = function* (input, labels) {
      let values = input
      for (const step of steps) {
        const given = values
        values = yield* step(given)
        if (given !== input) release(given)
      }
      const done = yield* output(values, labels)
      reader.close()
      return done
    }
    const turns = turnsOf(cost.rounds)
    return { ok: true, batch: new PreparedBatch({ plan, turns, role: this.#role, batch, rows, run }) }
  }

  /** A batch's tally, once: it counts only here. */
  count(batch: number, tally: Tally): void {
    this.#tallies?.set(batch, tally)
  }

  /**
   * Its last word about the score, for the client alone; once, and over enough rows.
   * @param copies what is left out of the count, and compared with what it is a copy of
   * @returns E_IN_LETTER when these are not places of copies; E_IN_ROWS when too few rows are left, or a second time
   */
  score(copies: readonly CopiedRow[]): { readonly ok: true; readonly share: ScoreShare } | Refused {
    const { minimumRows } = this.#setup
    if (this.#tallies === undefined) return { ok: false, code: "E_IN_ROWS" }
    const inOrder = [...this.#tallies].sort(([one], [other]) => one - other).map(([, tally]) => tally)
    const share = scoreShare(this.#role, this.#keyShare, inOrder, copies)
    if (share === undefined) return { ok: false, code: "E_IN_LETTER" }
    if (share.rows < minimumRows) return { ok: false, code: "E_IN_ROWS" }
    this.#tallies = undefined
    return { ok: true, share }
  }

  /** Wipes keys and weights; nothing can be prepared afterwards. */
  close(): void {
    freeWeights(this.#layers ?? [])
    this.#layers = undefined
    this.#weightFrame = undefined
    this.#key.fill(0)
    this.#keyShare.fill(0)
    this.#tallies = undefined
    this.#lastBatch = 2 ** 32
  }

  #material(batch: number, layer: number, corrections = new CorrectionReader()): PartyMaterial {
    const { kernels } = this.#setup
    return new PartyMaterial(this.#role, layerStream(kernels, this.#key, batch, layer), corrections)
  }
}
