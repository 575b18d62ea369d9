import { LIMITS } from "@tutti/protocol"
import {
  type CoordinatorRound,
  type CoordinatorRoundEffect,
  type CoordinatorRoundEvent,
  type CoordinatorTools,
  laneBytes,
  type OwnerStep,
  protocolGraph,
  type RoundPlan,
  runUnmaskTasks,
  startRound,
  stepCoordinator,
} from "@tutti/secure-aggregation"
import type { AggregationPhase, AggregationPorts } from "./ports.ts"

/** The phases that wait for owners, in the order of the offer's deadlines. */
const WAITING: readonly AggregationPhase[] = ["advertising", "sharing", "masking", "confirming", "opening"]

/**
 * Steps of one owner that wait for their turn, and their bytes: as many as its socket may hold besides. It has at most one
 * step of each of two sums under way; the rest is a flood.
 */
const WAITING_OF_ONE = { steps: 32, bytes: LIMITS.payloadBytes } as const

type Effect<Kind extends CoordinatorRoundEffect["kind"]> = Extract<CoordinatorRoundEffect, { kind: Kind }>
type Running = { readonly plan: RoundPlan; readonly round: CoordinatorRound }
type Job =
  | { kind: "begin"; plan: RoundPlan }
  | { kind: "event"; number: number; event: CoordinatorRoundEvent }
  /** Only of this phase: one that is over has a deadline no more. */
  | { kind: "deadline"; number: number; phase: AggregationPhase }

/**
 * The relay's side of one aggregation after the other. Calls are carried out in the order in which they are made, each
 * with all its cryptography before the next. What belongs to an aggregation that is over changes nothing: messages are
 * refused, and anything else is no news.
 */
export class AggregationCoordinator {
  readonly #ports: AggregationPorts
  readonly #tools: CoordinatorTools
  readonly #jobs: Job[] = []
  /** What of them is one owner's, by index. */
  readonly #waitingOf = new Map<number, { readonly steps: number; readonly bytes: number }>()
  #running: Running | undefined
  /** What the survivors are told at the end; held back until the transcript is written. */
  #results: Effect<"send">[] = []
  #silence: (() => void) | undefined
  #closed = false
  #draining = false
  #drained: Promise<void> = Promise.resolve()

  constructor(ports: AggregationPorts) {
    this.#ports = ports
    const { suite, sign, verify } = ports.tools
    this.#tools = { suite, graph: protocolGraph, sign, verify }
  }

  /** Signs the offer and sends it to the invited. Whatever ran before is over by this. */
  begin(plan: RoundPlan): void {
    this.#do({ kind: "begin", plan })
  }

  /** Whoever sends faster than its steps are looked at is refused without a look, and holds up nobody. */
  receive(number: number, owner: number, step: OwnerStep, bytes: Uint8Array): void {
    if (this.#closed) return
    const { steps, bytes: before } = this.#waitingOf.get(owner) ?? { steps: 0, bytes: 0 }
    if (steps >= WAITING_OF_ONE.steps || before + bytes.length > WAITING_OF_ONE.bytes) {
      this.#ports.refused(number, owner, step, "E_SA_OUT_OF_TURN")
      return
    }
    this.#waitingOf.set(owner, { steps: steps + 1, bytes: before + bytes.length })
    this.#do({ kind: "event", number, event: { kind: "message", owner, step, bytes } })
  }

  /** This owner answers no more. What it has sent stays. */
  gone(number: number, owner: number): void {
    this.#do({ kind: "event", number, event: { kind: "gone", owner } })
  }

  stop(number: number): void {
    this.#do({ kind: "event", number, event: { kind: "stop" } })
  }

  /** The transcript of the opened aggregation is durable: its survivors may know the result. At once, and once. */
  tellResult(number: number): void {
    if (this.#running?.plan.offer.round !== number) return
    for (const { owner, step, bytes } of this.#results) this.#ports.send(number, owner, step, bytes)
    this.#results = []
  }

  /** Resolves when everything that was asked before is done. */
  async idle(): Promise<void> {
    await this.#drained
  }

  /** Nothing is sent or reported any more. */
  close(): void {
    this.#closed = true
    this.#silence?.()
    this.#jobs.length = 0
    this.#running = undefined
    this.#results = []
  }

  #do(job: Job): void {
    if (this.#closed) return
    this.#jobs.push(job)
    if (!this.#draining) this.#drained = this.#drain()
  }

  async #drain(): Promise<void> {
    this.#draining = true
    try {
      for (let job = this.#jobs.shift(); job; job = this.#jobs.shift()) await this.#carryOut(job)
    } catch (error) {
      this.close()
      this.#ports.fault(error)
    } finally {
      this.#draining = false
    }
  }

  async #carryOut(job: Job): Promise<void> {
    if (job.kind === "event" && job.event.kind === "message") this.#itsTurn(job.event.owner, job.event.bytes)
    if (job.kind === "begin") {
      this.#silence?.()
      const { round, effects } = await startRound(job.plan, this.#tools)
      this.#results = []
      await this.#perform({ plan: job.plan, round }, effects)
      return
    }
    const running = this.#running
    if (running?.plan.offer.round !== job.number) {
      if (job.kind === "event" && job.event.kind === "message")
        this.#ports.refused(job.number, job.event.owner, job.event.step, "E_SA_OUT_OF_TURN")
    } else if (job.kind === "event") await this.#step(running, job.event)
    else if (job.phase === running.round.phase) await this.#step(running, { kind: "deadline" })
  }

  #itsTurn(owner: number, { length }: Uint8Array): void {
    const { steps, bytes } = this.#waitingOf.get(owner) ?? { steps: 0, bytes: 0 }
    if (steps > 1) this.#waitingOf.set(owner, { steps: steps - 1, bytes: bytes - length })
    else this.#waitingOf.delete(owner)
  }

  async #step(running: Running, event: CoordinatorRoundEvent): Promise<void> {
    const { round, effects } = await stepCoordinator(running.round, event, this.#tools)
    const isTaken = event.kind === "message" && !effects.some(({ kind }) => kind === "refuse")
    if (isTaken && !this.#closed) {
      const { owner, step, bytes } = event
      this.#ports.taken(running.plan.offer.round, owner, step, bytes.length)
    }
    const refused = event.kind === "message" ? event.step : undefined
    await this.#perform({ plan: running.plan, round }, effects, refused)
  }

  /** @param step of the message that a refusal among the effects is of */
  async #perform(
    running: Running,
    effects: readonly CoordinatorRoundEffect[],
    step?: OwnerStep,
  ): Promise<void> {
    if (this.#closed) return
    const { plan, round } = running
    const number = plan.offer.round
    this.#running = running
    for (const effect of effects) {
      switch (effect.kind) {
        case "send":
          if (effect.step === "result") this.#results.push(effect)
          else this.#ports.send(number, effect.owner, effect.step, effect.bytes)
          break
        case "refuse":
          if (step !== undefined) this.#ports.refused(number, effect.owner, step, effect.code)
          break
        case "phase":
          this.#enter(plan, round)
          break
        case "unmask":
          await this.#unmask(running, effect)
          break
        case "opened":
          this.#silence?.()
          this.#ports.opened(number, effect.sum, effect.survivors, effect.transcript)
          break
        case "abandoned":
          this.#silence?.()
          this.#ports.abandoned(number, effect.reason)
          break
      }
    }
  }

  async #unmask(running: Running, { tasks }: Effect<"unmask">): Promise<void> {
    const words = wordsOf(running.plan)
    const { laneBits } = running.plan.offer
    const { suite, unmask } = this.#ports.tools
    const correction = unmask
      ? await unmask(tasks, laneBits, words)
      : await runUnmaskTasks(suite, laneBits, words, tasks)
    if (!this.#closed) await this.#step(running, { kind: "unmasked", correction })
  }

  #enter(plan: RoundPlan, round: CoordinatorRound): void {
    const { offer } = plan
    if (round.phase === "opened" || round.phase === "abandoned") return
    this.#silence?.()
    const { phase } = round
    const afterMs = offer.deadlinesMs[WAITING.indexOf(phase)]
    if (afterMs !== undefined)
      this.#silence = this.#ports.timers.start(afterMs, () =>
        this.#do({ kind: "deadline", number: offer.round, phase }),
      )
    if (round.phase === "sharing") this.#ports.tools.makeReady?.(round.graph.size, wordsOf(plan))
    this.#ports.phase(offer.round, phase, askedIn(round))
  }
}

/** Length of the plan's sum in 32-bit words. */
const wordsOf = ({ offer: { lanes, laneBits } }: RoundPlan) => (lanes * laneBytes(laneBits)) / 4

/** Indices of the owners whose answer the round waits for. */
function askedIn(round: CoordinatorRound): number[] {
  if (!("waitingFor" in round)) return []
  if (round.phase === "advertising") return [...round.waitingFor]
  return round.records.flatMap(({ index }, position) => (round.waitingFor.has(position) ? [index] : []))
}
