import type { RefusalCode } from "@tutti/protocol"
import type { RingKernels } from "@tutti/ring"
import {
  type MaskedWeights,
  maskWeights,
  type OpenedWeights,
  openWeights,
  saidWeights,
} from "../arithmetic/opened-weights.ts"
import { prepareStep } from "../layers/steps.ts"
import { outputLayers, prepareOutput } from "../output/batch-output.ts"
import { addTallies, encodeScoreShare, NO_ROWS, scoreKeyShare, type Tally } from "../output/tally.ts"
import { batchCost, weightBytes } from "../plan/cost.ts"
import type { Plan } from "../plan/plan.ts"
import { isNextBatch, layerStream, SESSION } from "../preprocessing/mask-stream.ts"
import { CorrectionReader, PartyMaterial } from "../preprocessing/party-material.ts"
import { streamKey } from "../preprocessing/seed.ts"
import type { Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import { encodeFrame, payloadOf } from "./frame.ts"
import { PreparedBatch, type Run } from "./prepared-batch.ts"

type Bytes = Uint8Array<ArrayBuffer>

export type PartySetup = {
  readonly plan: Plan
  readonly role: Role
  /** [32] */
  readonly sessionId: Bytes
  /** From the dealer, for this session only. */
  readonly seed: Bytes
  readonly kernels: RingKernels
  /** [parameters] this party's share of the network's weights, as `encodeWeights` gives them; all of them, or zeros. */
  readonly weights: Words
  /** Of fewer rows this party gives no score away. */
  readonly minimumRows: number
}

type Refused = { readonly ok: false; readonly code: RefusalCode }

/** Masks are gone once the weights are open. */
type Weights =
  | { readonly state: "masked"; readonly layers: readonly (MaskedWeights | undefined)[] }
  | { readonly state: "opened"; readonly layers: readonly (OpenedWeights | undefined)[] }

/**
 * One of the two parties of a session, free of I/O. In order: `weightFrame` to the other party and `openWeights` with its
 * own, once; then for each batch `prepare`, before the input is there, and `begin`, with it.
 */
export class Party {
  readonly #setup: PartySetup
  readonly #key: Bytes
  readonly #keyShare: Words
  #weights: Weights
  #lastBatch = SESSION
  #tally: Tally | undefined = NO_ROWS

  /** @throws {RangeError} unless there is a weight for every parameter: `encodeWeights` sees to that. */
  constructor(setup: PartySetup) {
    const { plan, weights, seed, sessionId, role } = setup
    if (weights.length !== plan.parameters * plan.ring.words)
      throw new RangeError(`${weights.length} words for ${plan.parameters} weights`)
    this.#setup = setup
    this.#key = streamKey(seed, sessionId, role)
    this.#keyShare = scoreKeyShare(this.#material(SESSION, outputLayers(plan).tally))
    const layers = maskWeights(plan, weights, (layer) => this.#material(SESSION, layer))
    this.#weights = { state: "masked", layers }
  }

  /**
   * Its share of the masked weights: round 0 of batch 0, and the only time that weights are opened.
   * @throws {Error} when they are open: that is a bug.
   */
  weightFrame(): Bytes {
    if (this.#weights.state !== "masked") throw new Error("the weights are open")
    const place = { batch: SESSION, round: 0, role: this.#setup.role } as const
    return encodeFrame(place, saidWeights(this.#weights.layers))
  }

  /** The other party's frame of the masked weights. */
  openWeights(frame: Bytes): { readonly ok: true } | Refused {
    const { plan, role, kernels } = this.#setup
    const { state, layers } = this.#weights
    const place = { batch: SESSION, round: 0, role: role === 0 ? 1 : 0 } as const
    const theirs = payloadOf(frame, place, weightBytes(plan))
    if (theirs === undefined || state !== "masked") return { ok: false, code: "E_IN_FRAME" }
    this.#weights = { state: "opened", layers: openWeights(plan, role, kernels, layers, theirs) }
    return { ok: true }
  }

  /**
   * All work of a batch that needs no input. Its material is used up by this, whatever becomes of the batch.
   * @param batch       from 1, above that of the last call
   * @param rows        in this batch, ≥ 1
   * @param corrections from the dealer, for party 1; party 0 has none
   */
  prepare(
    batch: number,
    rows: number,
    corrections: Bytes,
  ): { readonly ok: true; readonly batch: PreparedBatch } | Refused {
    const { plan, role } = this.#setup
    const { state, layers } = this.#weights
    if (state !== "opened" || !isNextBatch(batch, rows, this.#lastBatch))
      return { ok: false, code: "E_IN_MATERIAL" }
    this.#lastBatch = batch
    if (corrections.length !== (role === 0 ? 0 : batchCost(plan, rows).dealt))
      return { ok: false, code: "E_IN_MATERIAL" }
    const reader = new CorrectionReader(corrections)
    const materialOf = (layer: number) => this.#material(batch, layer, reader)
    const steps = plan.steps.map((step, layer) =>
      prepareStep(materialOf(layer), plan.ring, step, layers[layer], rows),
    )
    const output = prepareOutput(materialOf, plan, this.#keyShare, rows)
    const run: Run = function* (input, labels) {
      let values = input
      for (const step of steps) values = yield* step(values)
      return yield* output(values, labels)
    }
    return { ok: true, batch: new PreparedBatch(plan, role, batch, rows, run) }
  }

  /** A batch's tally, once: it counts only here. */
  count(tally: Tally): void {
    if (this.#tally) this.#tally = addTallies(this.#tally, tally)
  }

  /** Its last word about the score, for the client alone; once, and over enough rows. */
  score(): { readonly ok: true; readonly share: Bytes } | Refused {
    const tally = this.#tally
    if (tally === undefined || tally.rows < this.#setup.minimumRows) return { ok: false, code: "E_IN_ROWS" }
    this.#tally = undefined
    return { ok: true, share: encodeScoreShare(tally, this.#keyShare) }
  }

  /** Wipes keys and weights; nothing can be prepared afterwards. */
  close(): void {
    const { state, layers } = this.#weights
    if (state === "opened")
      for (const layer of layers) {
        layer?.opened.free()
        layer?.share.free()
      }
    this.#weights = { state: "masked", layers: [] }
    this.#key.fill(0)
    this.#keyShare.fill(0)
    this.#tally = undefined
    this.#lastBatch = 2 ** 32
  }

  #material(
    batch: number,
    layer: number,
    corrections = new CorrectionReader(new Uint8Array(0)),
  ): PartyMaterial {
    const { kernels, role } = this.#setup
    return new PartyMaterial(role, layerStream(kernels, this.#key, batch, layer), corrections)
  }
}
