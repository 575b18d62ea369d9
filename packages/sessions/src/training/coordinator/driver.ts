import type { FrozenRoster, ParticipantId, RefusalCode, StudyCommand } from "@tutti/protocol"
import { bytesToFloats, floatsToBytes } from "@tutti/ring"
import { NamedTimers } from "../../driving/named-timers.ts"
import { refusalIn } from "../../driving/refusal-in.ts"
import { SerialMachine, type Untimed } from "../../driving/serial-machine.ts"
import type { CoordinatorEffect, CoordinatorEvent, TimerName } from "../events.ts"
import { checkRoster } from "../secure/policy.ts"
import { Aggregations } from "./aggregations.ts"
import type { AdmittedMessage, CoordinatorPorts, RunningCoordinator } from "./ports.ts"
import type { Coordinator } from "./state.ts"
import { type Step, step } from "./step.ts"

/**
 * Runs a coordinator through its ports.
 * @param start what `resume` gave: its effects are carried out first.
 */
export function driveCoordinator(start: Step, ports: CoordinatorPorts): RunningCoordinator {
  return new Driver(start, ports)
}

class Driver implements RunningCoordinator {
  readonly #ports: CoordinatorPorts
  readonly #machine: SerialMachine<Coordinator, CoordinatorEvent, CoordinatorEffect>
  readonly #timers: NamedTimers<TimerName>
  /** Of a secure study. */
  readonly #aggregations: Aggregations | undefined

  constructor(start: Step, ports: CoordinatorPorts) {
    this.#ports = ports
    this.#timers = new NamedTimers(ports.timers, (timer) => this.#machine.happened({ kind: "timer", timer }))
    this.#aggregations = this.#aggregationsOf(start.state)
    this.#machine = new SerialMachine(start, {
      clock: ports.clock,
      step,
      carryOut: (effect) => this.#carryOut(effect),
      changed: () => ports.changed(),
      fault: (error) => this.#fault(error),
    })
  }

  state(): Coordinator {
    return this.#machine.state
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#asked({ kind: "command", command })
  }

  async freeze(roster: FrozenRoster): Promise<RefusalCode | null> {
    const { spec, studyHash } = this.state().committed
    const { aggregation } = this.#ports
    if (spec.mode !== "secure" || aggregation === undefined) return "E_WRONG_STATE"
    const checked = await checkRoster(spec, studyHash, roster, aggregation.verify)
    return checked.ok ? this.#asked({ kind: "freeze", roster }) : checked.code
  }

  connected(participant: ParticipantId, label: string, identityKey: string): void {
    this.#machine.happened({ kind: "connected", participant, label, identityKey })
  }

  disconnected(participant: ParticipantId): void {
    this.#machine.happened({ kind: "disconnected", participant })
  }

  fellAsleep(participant: ParticipantId): void {
    this.#machine.happened({ kind: "fell-asleep", participant })
  }

  wokeUp(participant: ParticipantId): void {
    this.#machine.happened({ kind: "woke-up", participant })
  }

  receive(participant: ParticipantId, message: AdmittedMessage, payload?: Uint8Array): void {
    this.#machine.happened(eventOf(participant, message, payload))
  }

  async idle(): Promise<void> {
    do {
      await this.#machine.drained()
      await this.#aggregations?.idle()
    } while (this.#machine.isDraining)
  }

  close(): void {
    this.#aggregations?.close()
    this.#timers.cancelAll()
    this.#machine.close()
  }

  async #asked(event: Untimed<CoordinatorEvent>): Promise<RefusalCode | null> {
    return refusalIn(await this.#machine.asked(event))
  }

  #fault(error: unknown): void {
    this.close()
    this.#ports.fault(error)
  }

  #carryOut(effect: CoordinatorEffect): Promise<void> | undefined {
    switch (effect.kind) {
      case "commit":
        return this.#ports.commit(effect.record) ?? undefined
      case "send": {
        const payload = effect.weights && floatsToBytes(effect.weights)
        for (const participant of effect.to) this.#ports.send(participant, effect.message, payload)
        break
      }
      case "start-timer":
        this.#timers.start(effect.timer, effect.afterMs)
        break
      case "cancel-timer":
        this.#timers.cancel(effect.timer)
        break
      case "log":
        this.#ports.log(effect.event)
        break
      case "refuse-command":
        // The one who asked reads it off the effects.
        break
      case "begin-aggregation":
      case "aggregation-message":
      case "owner-gone":
      case "tell-result":
      case "stop-aggregation":
        this.#aggregations?.perform(effect)
        break
    }
    return undefined
  }

  /** @throws {Error} for a secure study without the tools for it */
  #aggregationsOf({ committed }: Coordinator): Aggregations | undefined {
    if (committed.spec.mode !== "secure") return undefined
    const { aggregation } = this.#ports
    if (aggregation === undefined) throw new Error("a secure study needs a suite and the relay's key")
    return new Aggregations(
      aggregation,
      this.#ports,
      (event) => this.#machine.happened(event),
      (error) => this.#fault(error),
    )
  }
}

function eventOf(
  participant: ParticipantId,
  message: AdmittedMessage,
  payload: Uint8Array | undefined,
): Untimed<CoordinatorEvent> {
  switch (message.kind) {
    case "ready":
    case "evaluation":
    case "failed":
    case "activity":
    case "want-result":
      return { ...message, participant }
    case "update":
      return { ...message, participant, ...weightsOf(payload) }
    case "leave":
      return { kind: "left", participant }
    case "enrol":
      return { kind: "enrolled", participant, studyHash: message.studyHash }
    case "aggregation": {
      const { number, step } = message
      return { kind: "aggregation-step", participant, number, step, bytes: payload ?? new Uint8Array(0) }
    }
  }
}

/** Bytes that are no vector become the empty one, which has no model's shape. */
function weightsOf(payload: Uint8Array | undefined): { weights: Float32Array; payloadBytes: number } {
  const read = bytesToFloats(payload ?? new Uint8Array(0))
  return { weights: read.ok ? read.floats : new Float32Array(0), payloadBytes: payload?.length ?? 0 }
}
