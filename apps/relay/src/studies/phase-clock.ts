import type { Coordinator } from "@tutti/sessions/training"
import type { Histogram } from "prom-client"

type Timed = { kind: string; sinceMs: number }

/** Measures how long each phase of a study's rounds takes, by looking at the coordinator after each change. */
export class PhaseClock {
  #current: Timed | undefined

  constructor(private readonly seconds: Histogram<"phase">) {}

  look({ phase }: Coordinator, nowMs: number): void {
    const round = "round" in phase ? phase.round.number : 0
    const kind = `${phase.kind}/${round}`
    if (this.#current?.kind === kind) return
    const ended = this.#current
    this.#current = { kind, sinceMs: nowMs }
    const name = ended?.kind.split("/")[0]
    if (ended !== undefined && (name === "training" || name === "evaluating"))
      this.seconds.observe({ phase: name }, (nowMs - ended.sinceMs) / 1_000)
  }
}
