import type { Examples, PreparedDataset } from "@tutti/data"
import type { Trainer } from "@tutti/learning"
import type { ColumnScaling, LocalTraining } from "@tutti/protocol"
import type { ParticipantEffect, ParticipantEvent } from "./events.ts"

type Task = Extract<ParticipantEffect, { kind: "train" | "evaluate" }>
type Untimed<Event> = Event extends ParticipantEvent ? Omit<Event, "nowMs"> : never
export type WorkDone = Untimed<Extract<ParticipantEvent, { kind: "trained" | "evaluated" | "failed" }>>

/**
 * An owner's rows and what trains on them. Tasks run one after the other, because a trainer holds one model; one that
 * nobody waits for any more when its turn comes is not begun.
 */
export class Work {
  #encoded: { scaling: string; training: Examples; validation: Examples } | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(
    private readonly dataset: PreparedDataset,
    private readonly trainer: Trainer,
    private readonly plan: LocalTraining,
  ) {}

  /**
   * @param isWanted asked when the task's turn has come.
   * @param fault gets what the trainer or the dataset threw; `done` then gets `failed`.
   */
  begin(
    task: Task,
    isWanted: () => boolean,
    done: (work: WorkDone) => void,
    fault: (error: unknown) => void,
  ): void {
    this.#last = this.#last.then(async () => {
      if (!isWanted()) return
      try {
        done(await this.#perform(task))
      } catch (error) {
        fault(error)
        done({ kind: "failed", round: task.round, code: "E_TRAINING" })
      }
    })
  }

  /** Gives the trainer's memory back when the task under way has ended. */
  dispose(): void {
    this.#last = this.#last.finally(() => this.trainer.dispose())
  }

  async #perform(task: Task): Promise<WorkDone> {
    const { training, validation } = this.#encode(task.scaling)
    const { round, weights } = task
    switch (task.kind) {
      case "train": {
        const result = await this.trainer.train(weights, training, this.plan, task.seed)
        const { loss, accuracy, milliseconds } = result
        return { kind: "trained", round, weights: result.weights, loss, accuracy, trainingMs: milliseconds }
      }
      case "evaluate":
        return { kind: "evaluated", round, ...(await this.trainer.evaluate(weights, validation)) }
    }
  }

  /** The study freezes its scaling once, so rows are encoded once. */
  #encode(scaling: readonly ColumnScaling[]): { training: Examples; validation: Examples } {
    const key = JSON.stringify(scaling)
    if (this.#encoded?.scaling !== key) this.#encoded = { scaling: key, ...this.dataset.encode(scaling) }
    return this.#encoded
  }
}
