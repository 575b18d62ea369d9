import type { MemberView } from "@tutti/sessions/inference"
import type { RunFigures } from "./api.ts"

/** Counted by a role; see its progress. */
type Done = { readonly batches: number; readonly rows: number }

const NOTHING_DONE: Done = { batches: 0, rows: 0 }

/** What is counted of the newest run while it goes on, and kept when it is over. */
export class RunMeter {
  readonly #nowMs: () => number
  #startedAt = 0
  #figures: RunFigures | null = null

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  get figures(): RunFigures | null {
    return this.#figures
  }

  /** @param rounds of a batch, as the plan has them */
  count(
    { run, phase, letters }: Pick<MemberView, "run" | "phase" | "letters">,
    done: Done,
    rounds: number,
  ): void {
    if (run === null) return
    // Until keys are agreed on, a role still counts the run before.
    const { batches, rows } = phase === "keys" ? NOTHING_DONE : done
    if (run !== this.#figures?.run) this.#startedAt = this.#nowMs()
    // Between two rows nothing is learnt of how long a row takes.
    const isNew = run !== this.#figures?.run || rows !== this.#figures.rows
    this.#figures = {
      run,
      rows,
      batches,
      rounds,
      bytesOut: letters.bytesOut,
      bytesIn: letters.bytesIn,
      material: letters.fromDealer,
      milliseconds:
        isNew || this.#figures === null ? this.#nowMs() - this.#startedAt : this.#figures.milliseconds,
    }
  }
}
