import type { RefusalCode } from "@tutti/protocol"
import type { PreparedMatrix, RingKernels } from "@tutti/ring"
import { kernelSize, prepareMatrix } from "../arithmetic/linear.ts"
import { dealStep } from "../layers/steps.ts"
import { dealOutput, outputLayers } from "../output/batch-output.ts"
import { scoreKey } from "../output/tally.ts"
import { batchCost } from "../plan/cost.ts"
import type { Plan } from "../plan/plan.ts"
import { CorrectionWriter } from "../preprocessing/corrections.ts"
import { DealerMaterial } from "../preprocessing/dealer-material.ts"
import { isNextBatch, layerStream, SESSION } from "../preprocessing/mask-stream.ts"
import { streamKey } from "../preprocessing/seed.ts"
import type { Words } from "../sharing/ring.ts"

type Bytes = Uint8Array<ArrayBuffer>

export type DealerSetup = {
  readonly plan: Plan
  /** [32] */
  readonly sessionId: Bytes
  /** One for each party, which gets it sealed and nobody else does. */
  readonly seeds: readonly [Bytes, Bytes]
  readonly kernels: RingKernels
}

/** @property corrections for party 1 alone, in the order of the layers; may be cut into chunks anywhere. */
export type DealtBatch =
  | { readonly ok: true; readonly corrections: Bytes }
  | { readonly ok: false; readonly code: RefusalCode }

/**
 * The dealer of one session. It sees nothing of weights, inputs or outputs, and what it sends depends on none of them; but
 * together with one party it would know everything, so it is run by neither.
 */
export class Dealer {
  readonly #plan: Plan
  readonly #kernels: RingKernels
  readonly #keys: readonly [Bytes, Bytes]
  readonly #masks: readonly (PreparedMatrix | undefined)[]
  readonly #scoreKey: Words
  #lastBatch = SESSION

  constructor({ plan, sessionId, seeds, kernels }: DealerSetup) {
    this.#plan = plan
    this.#kernels = kernels
    this.#keys = [streamKey(seeds[0], sessionId, 0), streamKey(seeds[1], sessionId, 1)]
    const { ring } = plan
    this.#masks = plan.steps.map((step, layer) => {
      if (step.kind !== "linear") return undefined
      const mask = this.#material(SESSION, layer).drawnBy(1, ring, "weightMask", kernelSize(step))
      return prepareMatrix(kernels, ring, step, mask)
    })
    this.#scoreKey = scoreKey(this.#material(SESSION, outputLayers(plan).tally))
  }

  /**
   * The corrections of one batch. A batch is dealt once: its masks would otherwise serve two.
   * @param batch from 1, above that of the last call
   * @param rows  in this batch, ≥ 1
   */
  batch(batch: number, rows: number): DealtBatch {
    if (!isNextBatch(batch, rows, this.#lastBatch)) return { ok: false, code: "E_IN_MATERIAL" }
    this.#lastBatch = batch
    const { ring, steps } = this.#plan
    const corrections = new CorrectionWriter(batchCost(this.#plan, rows).dealt / 4)
    const materialOf = (layer: number) => this.#material(batch, layer, corrections)
    for (const [layer, step] of steps.entries())
      dealStep(materialOf(layer), ring, step, this.#masks[layer], rows)
    dealOutput(materialOf, this.#plan, this.#scoreKey, rows)
    return { ok: true, corrections: corrections.bytes() }
  }

  /** Wipes what it knows; nothing can be dealt afterwards. */
  close(): void {
    for (const mask of this.#masks) mask?.free()
    for (const key of this.#keys) key.fill(0)
    this.#scoreKey.fill(0)
    this.#lastBatch = 2 ** 32
  }

  #material(batch: number, layer: number, corrections = new CorrectionWriter()): DealerMaterial {
    const [first, second] = this.#keys
    return new DealerMaterial(
      layerStream(this.#kernels, first, batch, layer),
      layerStream(this.#kernels, second, batch, layer),
      corrections,
    )
  }
}
