import type { FrozenRoster, ParticipantId, RefusalCode, StudyCommand } from "@tutti/protocol"
import { bytesToFloats, floatsToBytes } from "@tutti/ring"
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

type Untimed<Event> = Event extends CoordinatorEvent ? Omit<Event, "nowMs"> : never
type Job = { event: CoordinatorEvent; done: ((effects: readonly CoordinatorEffect[]) => void) | undefined }

class Driver implements RunningCoordinator {
  #state: Coordinator
  #closed = false
  #draining = false
  #drained: Promise<void>
  readonly #jobs: Job[] = []
  readonly #silencers = new Map<TimerName, () => void>()
  /** Of a secure study. */
  readonly #aggregations: Aggregations | undefined

  constructor(
    { state, effects }: Step,
    private readonly ports: CoordinatorPorts,
  ) {
    this.#state = state
    this.#aggregations = this.#aggregationsOf(state)
    this.#drained = this.#drain(effects)
  }

  state(): Coordinator {
    return this.#state
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#asked({ kind: "command", command })
  }

  async freeze(roster: FrozenRoster): Promise<RefusalCode | null> {
    const { spec, studyHash } = this.#state.committed
    const { aggregation } = this.ports
    if (spec.mode !== "secure" || aggregation === undefined) return "E_WRONG_STATE"
    const checked = await checkRoster(spec, studyHash, roster, aggregation.verify)
    return checked.ok ? this.#asked({ kind: "freeze", roster }) : checked.code
  }

  connected(participant: ParticipantId, label: string, identityKey: string): void {
    this.#happened({ kind: "connected", participant, label, identityKey })
  }

  disconnected(participant: ParticipantId): void {
    this.#happened({ kind: "disconnected", participant })
  }

  fellAsleep(participant: ParticipantId): void {
    this.#happened({ kind: "fell-asleep", participant })
  }

  wokeUp(participant: ParticipantId): void {
    this.#happened({ kind: "woke-up", participant })
  }

  receive(participant: ParticipantId, message: AdmittedMessage, payload?: Uint8Array): void {
    this.#happened(eventOf(participant, message, payload))
  }

  async idle(): Promise<void> {
    do {
      await this.#drained
      await this.#aggregations?.idle()
    } while (this.#draining)
  }

  close(): void {
    this.#closed = true
    this.#aggregations?.close()
    for (const silence of this.#silencers.values()) silence()
    this.#silencers.clear()
    for (const { done } of this.#jobs.splice(0)) done?.(UNDONE)
  }

  #asked(event: Untimed<CoordinatorEvent>): Promise<RefusalCode | null> {
    return new Promise((resolve) => {
      this.#happened(event, (effects) => {
        const refused = effects.find((effect) => effect.kind === "refuse-command")
        resolve(refused?.code ?? null)
      })
    })
  }

  #happened(event: Untimed<CoordinatorEvent>, done?: Job["done"]): void {
    if (this.#closed) {
      done?.(UNDONE)
      return
    }
    this.#jobs.push({ event: { ...event, nowMs: this.ports.clock.nowMs() }, done })
    if (!this.#draining) this.#drained = this.#drain([])
  }

  /** One event after the other, each with all its effects: whatever comes while a record is written waits its turn. */
  async #drain(first: readonly CoordinatorEffect[]): Promise<void> {
    this.#draining = true
    let job: Job | undefined
    try {
      await this.#carryOut(first)
      for (job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
        const { state, effects } = step(this.#state, job.event)
        this.#state = state
        await this.#carryOut(effects)
        job.done?.(effects)
        this.ports.changed()
      }
    } catch (error) {
      this.close()
      job?.done?.(UNDONE)
      this.ports.fault(error)
    } finally {
      this.#draining = false
    }
  }

  async #carryOut(effects: readonly CoordinatorEffect[]): Promise<void> {
    for (const effect of effects) {
      if (this.#closed) return
      if (effect.kind === "commit") await this.ports.commit(effect.record)
      else this.#perform(effect)
    }
  }

  #perform(effect: Exclude<CoordinatorEffect, { kind: "commit" }>): void {
    switch (effect.kind) {
      case "send": {
        const payload = effect.weights && floatsToBytes(effect.weights)
        for (const participant of effect.to) this.ports.send(participant, effect.message, payload)
        break
      }
      case "start-timer":
        this.#startTimer(effect.timer, effect.afterMs)
        break
      case "cancel-timer":
        this.#cancelTimer(effect.timer)
        break
      case "log":
        this.ports.log(effect.event)
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
  }

  /** @throws {Error} for a secure study without the tools for it */
  #aggregationsOf({ committed }: Coordinator): Aggregations | undefined {
    if (committed.spec.mode !== "secure") return undefined
    const { aggregation } = this.ports
    if (aggregation === undefined) throw new Error("a secure study needs a suite and the relay's key")
    return new Aggregations(
      aggregation,
      this.ports,
      (event) => this.#happened(event),
      (error) => {
        this.close()
        this.ports.fault(error)
      },
    )
  }

  #startTimer(timer: TimerName, afterMs: number): void {
    this.#cancelTimer(timer)
    const silence = this.ports.timers.start(afterMs, () => {
      this.#silencers.delete(timer)
      this.#happened({ kind: "timer", timer })
    })
    this.#silencers.set(timer, silence)
  }

  #cancelTimer(timer: TimerName): void {
    this.#silencers.get(timer)?.()
    this.#silencers.delete(timer)
  }
}

/** The answer to a command that a coordinator did not get to before it was closed. */
const UNDONE: readonly CoordinatorEffect[] = [{ kind: "refuse-command", code: "E_INTERNAL" }]

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
