import type { CoordinatorRound, CoordinatorRoundEffect, OwnerStep } from "../coordinator/state.ts"
import { startRound, stepCoordinator } from "../coordinator/step.ts"
import { type Lanes, laneBytes } from "../masking/mask.ts"
import { runUnmaskTasks } from "../masking/unmask.ts"
import type { OwnerEvent } from "../participant/state.ts"
import {
  coordinatorTools,
  expectedOf,
  Owner,
  offerOf,
  plainSum,
  roundPlan,
  type Setting,
  STEPS,
  sameLanes,
} from "./round.ts"

/*
 * Every owner leaves at one of six stages: before its first message, … , never. A pattern is a descending chain of
 * five sets, those whose message of each step arrives. What a round does depends on the chain up to its end, so
 * chains that agree that far are one run; and where a round ends the owners have nothing more to do, so that all
 * ends of one stage are tried on the relay's side alone, on the very messages of one run.
 */

export type Verdict = "right" | "abort" | "wrong"
export type Tally = Record<Verdict, number>

/** Sets of owners as bits, one set a letter, so that a chain is a text and its beginnings are prefixes. */
const letter = (present: number) => String.fromCharCode(present)
const isIn = (present: number, owner: number) => ((present >> owner) & 1) === 1

/** The verdict of each of the 6ⁿ patterns, counted. */
export async function everyDropPattern(setting: Setting, vectors: readonly Lanes[]): Promise<Tally> {
  const walk = new DropPatterns(setting, vectors)
  const tally: Tally = { right: 0, abort: 0, wrong: 0 }
  const stages = STEPS.length + 1
  for (let pattern = 0; pattern < stages ** vectors.length; pattern++) {
    const leaves = vectors.map((_, owner) => Math.floor(pattern / stages ** owner) % stages)
    tally[await walk.verdict(leaves)] += 1
  }
  return tally
}

export class DropPatterns {
  /** By the beginning of a chain that decides it. */
  readonly #verdicts = new Map<string, Verdict>()
  readonly #branched = new Set<string>()

  constructor(
    private readonly setting: Setting,
    private readonly vectors: readonly Lanes[],
  ) {}

  /** @param leaves the number of messages that each owner sends before it is gone; 5 for one that stays */
  async verdict(leaves: readonly number[]): Promise<Verdict> {
    const chain = STEPS.map((_, stage) =>
      leaves.reduce((present, leave, owner) => present | (leave > stage ? 1 << owner : 0), 0),
    )
    return this.#known(chain) ?? (await this.#play(chain))
  }

  #known(chain: readonly number[]): Verdict | undefined {
    let path = ""
    for (const present of chain) {
      path += letter(present)
      const verdict = this.#verdicts.get(path)
      if (verdict !== undefined) return verdict
    }
    return undefined
  }

  /** One round as far as its end is open; on the way, every set of answers that ends it is a verdict. */
  async #play(chain: readonly number[]): Promise<Verdict> {
    const { setting } = this
    const owners = this.vectors.map((vector, index) => new Owner(setting, index, vector))
    const started = await startRound(roundPlan(setting), coordinatorTools(setting))
    let round = started.round
    let answers = await answersTo(started.effects, owners, setting)
    let path = ""
    for (const [stage, step] of STEPS.entries()) {
      if (!this.#branched.has(path)) await this.#tryEvery(round, step, answers, path)
      this.#branched.add(path)
      const present = chain[stage] ?? 0
      path += letter(present)
      const verdict = this.#verdicts.get(path)
      if (verdict !== undefined) return verdict
      const closed = await closeWith(round, step, among(answers, present), setting)
      round = closed.round
      answers = await answersTo(closed.effects, owners, setting)
    }
    throw new Error("whatever arrives at the last step ends a round")
  }

  /** Try every set of these answers on the relay's side, and note those that end the round. */
  async #tryEvery(before: CoordinatorRound, step: OwnerStep, answers: readonly Answer[], path: string) {
    const { setting } = this
    const tools = coordinatorTools(setting)
    const branch = async (round: CoordinatorRound, next: number, present: number): Promise<void> => {
      const answer = answers[next]
      if (answer !== undefined) {
        const [owner, bytes] = answer
        const event = { kind: "message", owner, step, bytes } as const
        await branch(round, next + 1, present)
        const taken = await stepCoordinator(forked(round), event, tools)
        return branch(taken.round, next + 1, present | (1 << owner))
      }
      const waits = round.phase === before.phase
      const closed = waits ? await stepCoordinator(round, { kind: "deadline" }, tools) : { round }
      if (closed.round.phase === "abandoned") this.#verdicts.set(path + letter(present), "abort")
      // After their last message the owners have no part in the round any more.
      else if (step === "unmask") {
        const { opened } = await closeWith(forked(before), step, among(answers, present), setting)
        const right = opened && sameLanes(opened.sum, plainSum(this.vectors, opened.survivors))
        this.#verdicts.set(path + letter(present), right ? "right" : "wrong")
      }
    }
    await branch(before, 0, 0)
  }
}

type Answer = readonly [owner: number, bytes: Uint8Array]

/** The relay's rounds are values, except for the one accumulator that is summed into in place. */
const forked = (round: CoordinatorRound): CoordinatorRound =>
  "maskedSum" in round ? { ...round, maskedSum: round.maskedSum.slice() } : round

const among = (answers: readonly Answer[], present: number) =>
  answers.filter(([owner]) => isIn(present, owner))

/** What every owner sends on these effects. */
async function answersTo(
  effects: readonly CoordinatorRoundEffect[],
  owners: readonly Owner[],
  setting: Setting,
): Promise<Answer[]> {
  const answers: Answer[] = []
  for (const effect of effects) {
    if (effect.kind !== "send") continue
    const { step, bytes } = effect
    const event: OwnerEvent =
      step === "offer" ? { kind: step, bytes, expected: expectedOf(offerOf(setting)) } : { kind: step, bytes }
    for (const answer of (await owners[effect.owner]?.take(event)) ?? [])
      if (answer.kind === "send") answers.push([effect.owner, answer.bytes])
  }
  return answers
}

/** The phase's end when exactly these answers arrive, and the sum if that opened it. */
async function closeWith(
  before: CoordinatorRound,
  step: OwnerStep,
  answers: readonly Answer[],
  setting: Setting,
) {
  const tools = coordinatorTools(setting)
  const { laneBits, lanes } = offerOf(setting)
  let round = before
  const effects: CoordinatorRoundEffect[] = []
  const feed = async (event: Parameters<typeof stepCoordinator>[1]) => {
    const next = await stepCoordinator(round, event, tools)
    round = next.round
    effects.push(...next.effects)
    for (const effect of next.effects)
      if (effect.kind === "unmask") {
        const words = (lanes * laneBytes(laneBits)) / 4
        const correction = await runUnmaskTasks(tools.suite, laneBits, words, effect.tasks)
        await feed({ kind: "unmasked", correction })
      }
  }
  for (const [owner, bytes] of answers) await feed({ kind: "message", owner, step, bytes })
  if (round.phase === before.phase) await feed({ kind: "deadline" })
  return { round, effects, opened: effects.find((effect) => effect.kind === "opened") }
}
