import type { RoundMetrics } from "@tutti/protocol"
import { TuttiError } from "@tutti/sdk"
import type { OwnerView } from "@tutti/sessions/training"
import type { DropOut } from "./report.ts"
import { sharedSecurePorts } from "./shared-ports.ts"
import { SimulatedOwner, type SimulatedOwnerOptions } from "./simulated-owner.ts"

/** Sockets that are opened at the same time. */
const JOINING_AT_ONCE = 32

export type CohortOptions = Pick<SimulatedOwnerOptions, "link" | "trainer" | "mode" | "dropout" | "seed"> & {
  datasets: readonly SimulatedOwnerOptions["dataset"][]
  /** A round has ended: told once, with null for a round that was abandoned. */
  onRoundEnd(round: number, metrics: RoundMetrics | null): void
  /** An owner that had dropped out could not come back. */
  onLost(error: unknown): void
}

/** All owners of a simulation. Who drops out of a round comes back when the round has ended. */
export class Cohort {
  readonly #options: CohortOptions
  readonly #dropped = new Map<number, DropOut[]>()
  #owners: readonly SimulatedOwner[] = []
  #endedRound = 0
  #closed = false

  constructor(options: CohortOptions) {
    this.#options = options
  }

  /** Resolves when every owner has agreed and is ready. @throws {TuttiError} the first refusal. */
  async join(): Promise<void> {
    const { datasets, link, trainer, mode, dropout, seed } = this.#options
    const securePorts = sharedSecurePorts()
    this.#owners = await Promise.all(
      datasets.map((dataset, index) =>
        SimulatedOwner.create({
          link,
          trainer,
          mode,
          secure: securePorts(),
          dropout,
          seed,
          dataset,
          index,
          onView: (view) => this.#look(view),
          onDrop: (round, phase) =>
            this.#dropped.set(round, [...this.droppedIn(round), { owner: index + 1, phase }]),
        }),
      ),
    )
    const waiting = this.#owners.values()
    const joinOneByOne = async () => {
      for (const owner of waiting) await owner.join()
    }
    await Promise.all(Array.from({ length: JOINING_AT_ONCE }, joinOneByOne))
  }

  /** Whose sockets were closed in a round, in the order in which they were. */
  droppedIn(round: number): readonly DropOut[] {
    return this.#dropped.get(round) ?? []
  }

  close(): void {
    this.#closed = true
    for (const owner of this.#owners) owner.close()
  }

  /** Every owner sees the same rounds end; the first to see it speaks for all. */
  #look({ rounds, abandoned }: OwnerView): void {
    const metrics = rounds.at(-1) ?? null
    const ended = Math.max(metrics?.round ?? 0, abandoned.at(-1)?.round ?? 0)
    if (ended <= this.#endedRound) return
    this.#endedRound = ended
    this.#options.onRoundEnd(ended, metrics?.round === ended ? metrics : null)
    for (const owner of this.#owners) if (owner.isAway()) this.#comeBack(owner)
  }

  #comeBack(owner: SimulatedOwner): void {
    owner.join().catch((error: unknown) => {
      // That was the last round: the study, or the whole simulation, ended meanwhile.
      const studyClosed = error instanceof TuttiError && error.code === "E_STUDY_CLOSED"
      if (studyClosed || this.#closed) return
      this.#options.onLost(error)
    })
  }
}
