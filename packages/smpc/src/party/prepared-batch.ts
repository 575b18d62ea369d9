import type { RefusalCode } from "@tutti/protocol"
import type { BatchOutput } from "../output/batch-output.ts"
import type { Plan } from "../plan/plan.ts"
import type { Turns } from "../plan/turns.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { type Planes, packedBytes, unpackPlanes } from "../sharing/planes.ts"
import type { Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import { RunningBatch } from "./running-batch.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** All steps of a batch, from shares of what goes in to its output. */
export type Run = (input: Words, labels: Planes) => Exchange<BatchOutput>

export type Begun =
  | { readonly ok: true; readonly running: RunningBatch }
  | { readonly ok: false; readonly code: RefusalCode }

export type BatchSetup = {
  readonly plan: Plan
  readonly turns: Turns
  readonly role: Role
  readonly batch: number
  readonly rows: number
  readonly run: Run
}

/** A batch that waits for its input, and takes one. */
export class PreparedBatch {
  readonly rows: number
  readonly #setup: Omit<BatchSetup, "run">
  #run: Run | undefined

  constructor({ run, ...setup }: BatchSetup) {
    this.#setup = setup
    this.rows = setup.rows
    this.#run = run
  }

  /**
   * @param input  [rows, plan.input] this party's share
   * @param labels for a score, this party's share of the encoded labels; else empty
   */
  begin(input: Words, labels: Bytes): Begun {
    const { plan, turns, role, batch } = this.#setup
    const { ring, classes, output } = plan
    const labelBytes = output === "score" ? packedBytes(classes * this.rows) : 0
    if (input.length !== this.rows * plan.input * ring.words || labels.length !== labelBytes)
      return { ok: false, code: "E_IN_SHAPE" }
    const run = this.#run
    if (run === undefined) return { ok: false, code: "E_IN_MATERIAL" }
    this.#run = undefined
    const planes = output === "score" ? unpackPlanes(labels, classes, this.rows) : new Int32Array(0)
    return { ok: true, running: new RunningBatch(batch, role, turns, run(input, planes)) }
  }
}
