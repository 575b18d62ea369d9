import type { FrozenRoster, ParticipantId, RefusalCode, StudyCommand } from "@tutti/protocol"
import { NamedTimers } from "../../driving/named-timers.ts"
import { refusalIn } from "../../driving/refusal-in.ts"
import { SerialMachine, type Untimed } from "../../driving/serial-machine.ts"
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

class Driver implements RunningRegression {
  readonly #ports: RegressionPorts
  readonly #machine: SerialMachine<RegressionCoordinator, CoordinatorEvent, CoordinatorEffect>
  readonly #timers: NamedTimers<CoordinatorTimer>
  readonly #sums: SumHost

  constructor(start: CoordinatorStep, ports: RegressionPorts) {
    this.#ports = ports
    this.#timers = new NamedTimers(ports.timers, (timer) => this.#machine.happened({ kind: "timer", timer }))
    this.#sums = new SumHost(
      ports,
      (event) => this.#machine.happened(event),
      (error) => this.#fault(error),
    )
    this.#machine = new SerialMachine(start, {
      clock: ports.clock,
      step: coordinatorStep,
      carryOut: (effect) => this.#carryOut(effect),
      changed: () => ports.changed(),
      fault: (error) => this.#fault(error),
    })
  }

  state(): RegressionCoordinator {
    return this.#machine.state
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#asked({ kind: "command", command })
  }

  async freeze(roster: FrozenRoster): Promise<RefusalCode | null> {
    const { spec, studyHash } = this.state().committed
    const checked = await checkParties(spec, studyHash, roster, this.#ports.aggregation.verify)
    return checked.ok ? this.#asked({ kind: "freeze", roster }) : checked.code
  }

  connected(participant: ParticipantId, label: string, identityKey: string): void {
    this.#machine.happened({ kind: "connected", participant, label, identityKey })
  }

  disconnected(participant: ParticipantId): void {
    this.#machine.happened({ kind: "disconnected", participant })
  }

  receive(participant: ParticipantId, message: SeatedMessage, payload?: Uint8Array): void {
    const bytes = Uint8Array.from(payload ?? [])
    this.#machine.happened({ kind: "received", participant, message, payload: bytes })
  }

  async idle(): Promise<void> {
    do {
      await this.#machine.drained()
      await this.#sums.idle()
    } while (this.#machine.isDraining)
  }

  close(): void {
    this.#sums.close()
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
      case "send":
        this.#ports.send(effect.to, effect.message, effect.payload)
        break
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
      default:
        this.#sums.perform(effect)
    }
    return undefined
  }
}
