import type { RefusalCode } from "@tutti/protocol"
import { concatBytes, type RingKernels } from "@tutti/ring"
import { kernelSize, type LinearStep, type OpenedWeights, prepareMatrix } from "../arithmetic/linear.ts"
import { prepareStep } from "../layers/steps.ts"
import { type BatchOutput, outputLayers, prepareOutput } from "../output/batch-output.ts"
import { addTallies, encodeScoreShare, NO_ROWS, scoreKeyShare, type Tally } from "../output/tally.ts"
import { batchCost, weightBytes } from "../plan/cost.ts"
import type { Plan } from "../plan/plan.ts"
import { layerStream, SESSION } from "../preprocessing/mask-stream.ts"
import { CorrectionReader, PartyMaterial } from "../preprocessing/party-material.ts"
import { streamKey } from "../preprocessing/seed.ts"
import { bytesToWords, wordsToBytes } from "../sharing/bytes.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { type Planes, packedBytes, unpackPlanes } from "../sharing/planes.ts"
import type { Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import { encodeFrame, payloadOf } from "./frame.ts"
import { RunningBatch } from "./running-batch.ts"

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

/** A linear layer's weights on their way to being opened. */
type MaskedWeights = {
  readonly step: LinearStep
  readonly mask: Words
  readonly said: Words
  readonly bias: Words
}

/**
 * One of the two parties of a session, free of I/O. In order: `weightFrame` to the other party and `openWeights` with its
 * own, once; then for each batch `prepare`, before the input is there, and `begin`, with it.
 */
export class Party {
  readonly #setup: PartySetup
  readonly #key: Bytes
  readonly #keyShare: Words
  readonly #masked: readonly (MaskedWeights | undefined)[]
  #opened: readonly (OpenedWeights | undefined)[] | undefined
  #lastBatch = SESSION
  #tally: Tally | undefined = NO_ROWS

  /** @throws {RangeError} unless there is a weight for every parameter: `encodeWeights` sees to that. */
  constructor(setup: PartySetup) {
    const { plan, weights, seed, sessionId, role } = setup
    const { ring, parameters } = plan
    if (weights.length !== parameters * ring.words)
      throw new RangeError(`${weights.length} words for ${parameters} weights`)
    this.#setup = setup
    this.#key = streamKey(seed, sessionId, role)
    this.#keyShare = scoreKeyShare(this.#material(SESSION, outputLayers(plan).tally))
    this.#masked = plan.steps.map((step, layer) => {
      if (step.kind !== "linear") return undefined
      const size = kernelSize(step)
      const part = (offset: number, count: number) =>
        weights.slice(offset * ring.words, (offset + count) * ring.words)
      const mask = this.#material(SESSION, layer).drawn(ring, "weightMask", size)
      const said = ring.add(part(step.weights.offset, size), mask)
      return { step, mask, said, bias: part(step.weights.offset + size, step.weights.columns) }
    })
  }

  /** Its share of the masked weights: round 0 of batch 0, and the only time that weights are opened. */
  weightFrame(): Bytes {
    const said = this.#masked.flatMap((masked) => (masked ? [wordsToBytes(masked.said)] : []))
    return encodeFrame({ batch: SESSION, round: 0, role: this.#setup.role }, concatBytes(...said))
  }

  /** The other party's frame of the masked weights. */
  openWeights(frame: Bytes): { readonly ok: true } | Refused {
    const { plan, role, kernels } = this.#setup
    const place = { batch: SESSION, round: 0, role: role === 0 ? 1 : 0 } as const
    const payload = payloadOf(frame, place, weightBytes(plan))
    if (payload === undefined || this.#opened) return { ok: false, code: "E_IN_FRAME" }
    const { ring } = plan
    let at = 0
    this.#opened = this.#masked.map((masked) => {
      if (masked === undefined) return undefined
      const { step, mask, said, bias } = masked
      const theirs = bytesToWords(payload.slice(at, at + 4 * said.length))
      at += 4 * said.length
      const opened = ring.add(said, theirs)
      const share = ring.subtract(role === 0 ? opened : new Int32Array(opened.length), mask)
      const matrices = [opened, share].map((matrix) => prepareMatrix(kernels, ring, step, matrix))
      const [first, second] = matrices
      return first && second ? { opened: first, share: second, bias } : undefined
    })
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
    const opened = this.#opened
    const isNext = Number.isInteger(batch) && batch > this.#lastBatch && batch < 2 ** 32 && rows >= 1
    if (opened === undefined || !isNext) return { ok: false, code: "E_IN_MATERIAL" }
    this.#lastBatch = batch
    if (corrections.length !== (role === 0 ? 0 : batchCost(plan, rows).dealt))
      return { ok: false, code: "E_IN_MATERIAL" }
    const reader = new CorrectionReader(corrections)
    const materialOf = (layer: number) => this.#material(batch, layer, reader)
    const steps = plan.steps.map((step, layer) =>
      prepareStep(materialOf(layer), plan.ring, step, opened[layer], rows),
    )
    const output = prepareOutput(materialOf, plan, this.#keyShare, rows)
    const run = function* (input: Words, labels: Planes): Exchange<BatchOutput> {
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

  /** Wipes masks and weights; nothing can be prepared afterwards. */
  close(): void {
    for (const weights of this.#opened ?? []) {
      weights?.opened.free()
      weights?.share.free()
    }
    for (const masked of this.#masked) masked?.mask.fill(0)
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

/** A batch that waits for its input, and takes one. */
export class PreparedBatch {
  readonly rows: number
  readonly #plan: Plan
  readonly #role: Role
  readonly #batch: number
  #run: ((input: Words, labels: Planes) => Exchange<BatchOutput>) | undefined

  constructor(
    plan: Plan,
    role: Role,
    batch: number,
    rows: number,
    run: (input: Words, labels: Planes) => Exchange<BatchOutput>,
  ) {
    this.#plan = plan
    this.#role = role
    this.#batch = batch
    this.rows = rows
    this.#run = run
  }

  /**
   * @param input  [rows, plan.input] this party's share
   * @param labels for a score, this party's share of the encoded labels; else empty
   */
  begin(input: Words, labels: Bytes): { readonly ok: true; readonly running: RunningBatch } | Refused {
    const { ring, classes, output } = this.#plan
    const labelBytes = output === "score" ? packedBytes(classes * this.rows) : 0
    if (input.length !== this.rows * this.#plan.input * ring.words || labels.length !== labelBytes)
      return { ok: false, code: "E_IN_SHAPE" }
    const run = this.#run
    if (run === undefined) return { ok: false, code: "E_IN_MATERIAL" }
    this.#run = undefined
    const planes = output === "score" ? unpackPlanes(labels, classes, this.rows) : new Int32Array(0)
    return { ok: true, running: new RunningBatch(this.#batch, this.#role, run(input, planes)) }
  }
}
