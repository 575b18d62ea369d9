import type { AbandonReason, AggregationPurpose } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { AbandonedBecause } from "@tutti/secure-aggregation"
import { AggregationCoordinator } from "../../aggregation/coordinator.ts"
import type { AggregationTools } from "../../aggregation/ports.ts"
import { RosterPlaces } from "../../aggregation/roster-places.ts"
import type { AggregationEffect, AggregationEvent } from "../events.ts"
import type { CoordinatorPorts } from "./ports.ts"

/** Carries out what a secure study's machine wants of its aggregations, and reports what comes of them as events. */
export class Aggregations {
  readonly #coordinator: AggregationCoordinator
  #places = new RosterPlaces([])
  #purpose: AggregationPurpose = "statistics"

  constructor(
    tools: AggregationTools,
    ports: Pick<CoordinatorPorts, "timers" | "send">,
    happened: (event: AggregationEvent) => void,
    fault: (error: unknown) => void,
  ) {
    this.#coordinator = new AggregationCoordinator({
      tools,
      timers: ports.timers,
      send: (number, owner, step, bytes) =>
        ports.send(
          this.#places.at(owner),
          { kind: "aggregation", number, purpose: this.#purpose, step },
          bytes,
        ),
      taken: (number, owner, step, payloadBytes) =>
        happened({
          kind: "aggregation-taken",
          number,
          participant: this.#places.at(owner),
          step,
          payloadBytes,
        }),
      refused: (number, owner, step, code) =>
        happened({ kind: "aggregation-refused", number, participant: this.#places.at(owner), step, code }),
      phase: (number, phase, asked) =>
        happened({
          kind: "aggregation-phase",
          number,
          phase,
          asked: asked.map((owner) => this.#places.at(owner)),
        }),
      opened: (number, lanes, survivors, transcript) =>
        happened({
          kind: "aggregation-opened",
          number,
          lanes,
          survivors: survivors.map((owner) => this.#places.at(owner)),
          transcript: toBase64url(transcript),
        }),
      abandoned: (number, because) =>
        happened({
          kind: "aggregation-abandoned",
          number,
          reason: reasonOf(because),
          dealer: because.code === "bad-shares" ? this.#places.at(because.dealer) : null,
        }),
      fault,
    })
  }

  perform(effect: AggregationEffect): void {
    switch (effect.kind) {
      case "begin-aggregation":
        this.#purpose = effect.purpose
        this.#places = new RosterPlaces(effect.owners)
        this.#coordinator.begin(effect.plan)
        break
      case "aggregation-message":
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
      case "stop-aggregation":
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

function reasonOf({ code }: AbandonedBecause): AbandonReason {
  return code === "too-few-owners" ? "too-few-survivors" : code
}
