import type { FrozenRoster, ParticipantId, RefusalCode, StudyCommand } from "@tutti/protocol"
import { checkParties } from "../policy.ts"
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorTimer, SeatedMessage } from "./events.ts"
import type { RegressionPorts, RunningRegression } from "./ports.ts"
import type { RegressionCoordinator } from "./state.ts"
import { type CoordinatorStep, coordinatorStep } from "./step.ts"
import { SumHost } from "./sum-host.ts"

/**
 * Runs a regression's coordinator through its ports.
 * @param start what `resumeRegression` gave: its effects are carried out first.
 */
export function driveRegression(start: CoordinatorStep, ports: RegressionPorts): RunningRegression {
  return new Driver(start, ports)
}

type Untimed<Event> = Event extends CoordinatorEvent ? Omit<Event, "nowMs"> : never
type Job = { event: CoordinatorEvent; done: ((effects: readonly CoordinatorEffect[]) => void) | undefined }

class Driver implements RunningRegression {
  #state: RegressionCoordinator
  #closed = false
  #draining = false
  #drained: Promise<void>
  readonly #ports: RegressionPorts
  readonly #jobs: Job[] = []
  readonly #silencers = new Map<CoordinatorTimer, () => void>()
  readonly #sums: SumHost

  constructor({ state, effects }: CoordinatorStep, ports: RegressionPorts) {
    this.#state = state
    this.#ports = ports
    this.#sums = new SumHost(
      ports,
      (event) => this.#happened(event),
      (error) => {
        this.close()
        ports.fault(error)
      },
    )
    this.#drained = this.#drain(effects)
  }

  state(): RegressionCoordinator {
    return this.#state
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#asked({ kind: "command", command })
  }

  async freeze(roster: FrozenRoster): Promise<RefusalCode | null> {
    const { spec, studyHash } = this.#state.committed
    const checked = await checkParties(spec, studyHash, roster, this.#ports.aggregation.verify)
    return checked.ok ? this.#asked({ kind: "freeze", roster }) : checked.code
  }

  connected(participant: ParticipantId, label: string, identityKey: string): void {
    this.#happened({ kind: "connected", participant, label, identityKey })
  }

  disconnected(participant: ParticipantId): void {
    this.#happened({ kind: "disconnected", participant })
  }

  receive(participant: ParticipantId, message: SeatedMessage, payload?: Uint8Array): void {
    this.#happened({ kind: "received", participant, message, payload: Uint8Array.from(payload ?? []) })
  }

  async idle(): Promise<void> {
    do {
      await this.#drained
      await this.#sums.idle()
    } while (this.#draining)
  }

  close(): void {
    this.#closed = true
    this.#sums.close()
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
    this.#jobs.push({ event: { ...event, nowMs: this.#ports.clock.nowMs() }, done })
    if (!this.#draining) this.#drained = this.#drain([])
  }

  /** One event after the other, each with all its effects: whatever comes while a record is written waits its turn. */
  async #drain(first: readonly CoordinatorEffect[]): Promise<void> {
    this.#draining = true
    let job: Job | undefined
    try {
      await this.#carryOut(first)
      for (job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
        const { state, effects } = coordinatorStep(this.#state, job.event)
        this.#state = state
        await this.#carryOut(effects)
        job.done?.(effects)
        this.#ports.changed()
      }
    } catch (error) {
      this.close()
      job?.done?.(UNDONE)
      this.#ports.fault(error)
    } finally {
      this.#draining = false
    }
  }

  async #carryOut(effects: readonly CoordinatorEffect[]): Promise<void> {
    for (const effect of effects) {
      if (this.#closed) return
      if (effect.kind === "commit") await this.#ports.commit(effect.record)
      else this.#perform(effect)
    }
  }

  #perform(effect: Exclude<CoordinatorEffect, { kind: "commit" }>): void {
    switch (effect.kind) {
      case "send":
        this.#ports.send(effect.to, effect.message, effect.payload)
        break
      case "start-timer":
        this.#startTimer(effect.timer, effect.afterMs)
        break
      case "cancel-timer":
        this.#silencers.get(effect.timer)?.()
        this.#silencers.delete(effect.timer)
        break
      case "log":
        this.#ports.log(effect.event)
        break
      case "refuse-command":
        // The one who asked reads it off the effects.
        break
      default:
        this.#sums.perform(effect)
    }
  }

  #startTimer(timer: CoordinatorTimer, afterMs: number): void {
    this.#silencers.get(timer)?.()
    const silence = this.#ports.timers.start(afterMs, () => {
      this.#silencers.delete(timer)
      this.#happened({ kind: "timer", timer })
    })
    this.#silencers.set(timer, silence)
  }
}

/** The answer to a command that a coordinator did not get to before it was closed. */
const UNDONE: readonly CoordinatorEffect[] = [{ kind: "refuse-command", code: "E_INTERNAL" }]
