import type { RunEndReason } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { type AbandonedBecause, decodeIntegers } from "@tutti/secure-aggregation"
import { AggregationCoordinator } from "../../aggregation/coordinator.ts"
import { RosterPlaces } from "../../aggregation/roster-places.ts"
import type { SumEffect, SumEvent } from "./events.ts"
import type { RegressionPorts } from "./ports.ts"

/** Carries out what a regression wants of its masked sums, and reports what comes of them. */
export class SumHost {
  readonly #coordinator: AggregationCoordinator
  #places = new RosterPlaces([])

  constructor(
    { aggregation: tools, timers, send }: RegressionPorts,
    happened: (event: SumEvent) => void,
    fault: (error: unknown) => void,
  ) {
    this.#coordinator = new AggregationCoordinator({
      tools,
      timers,
      send: (number, owner, step, bytes) =>
        send(this.#places.at(owner), { kind: "aggregation", number, purpose: "statistics", step }, bytes),
      taken: (number, owner, _, payloadBytes) =>
        happened({ kind: "sum-taken", number, participant: this.#places.at(owner), payloadBytes }),
      refused: (number, owner, _, code) =>
        happened({ kind: "sum-refused", number, participant: this.#places.at(owner), code }),
      phase: (number, phase, asked) =>
        happened({ kind: "sum-phase", number, phase, asked: asked.map((owner) => this.#places.at(owner)) }),
      opened: (number, lanes, survivors, transcript) =>
        happened({
          kind: "sum-opened",
          number,
          sums: decodeIntegers(lanes),
          survivors: survivors.length,
          transcript: toBase64url(transcript),
        }),
      abandoned: (number, because) =>
        happened({
          kind: "sum-abandoned",
          number,
          reason: reasonOf(because),
          dealer: because.code === "bad-shares" ? this.#places.at(because.dealer) : null,
        }),
      fault,
    })
  }

  perform(effect: SumEffect): void {
    switch (effect.kind) {
      case "begin-sum":
        this.#places = new RosterPlaces(effect.owners)
        this.#coordinator.begin(effect.plan)
        break
      case "sum-message":
        this.#coordinator.receive(
          effect.number,
          this.#places.of(effect.participant),
          effect.step,
          effect.bytes,
        )
        break
      case "owner-gone":
        this.#coordinator.gone(effect.number, this.#places.of(effect.participant))
        break
      case "tell-result":
        this.#coordinator.tellResult(effect.number)
        break
      case "stop-sum":
        this.#coordinator.stop(effect.number)
        break
    }
  }

  idle(): Promise<void> {
    return this.#coordinator.idle()
  }

  close(): void {
    this.#coordinator.close()
  }
}

function reasonOf({ code }: AbandonedBecause): RunEndReason {
  return code === "too-few-owners" ? "too-few-survivors" : code
}
