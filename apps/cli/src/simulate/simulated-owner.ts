import { chooseSignatureSuite, generateIdentity, type Identity, webRandom } from "@tutti/crypto"
import type { PreparedDataset } from "@tutti/data"
import type { TrainerFactory } from "@tutti/learning"
import type { StudySpec } from "@tutti/protocol"
import { joinStudy } from "@tutti/sdk"
import type { OwnerView, SecurePorts } from "@tutti/sessions/training"
import { type DropPhase, dropPhase, isAt } from "./dropout.ts"

export type SimulatedOwnerOptions = {
  link: string
  dataset: PreparedDataset
  trainer: TrainerFactory
  mode: StudySpec["mode"]
  secure: SecurePorts
  /** 0-based. Its number in the label gives the owner its place in the cohort. */
  index: number
  /** Probability, per round, that this owner's socket closes in the middle of it. */
  dropout: number
  /** Decides, with the index, in which rounds and phases. */
  seed: number
  /** Called after every change of what this owner sees. */
  onView(view: OwnerView): void
  onDrop(round: number, phase: DropPhase): void
}

/** One owner of a simulation: a real participant over a real socket, which now and then loses it. */
export class SimulatedOwner {
  readonly #options: SimulatedOwnerOptions
  readonly #identity: Identity
  /** Ends the present taking part; aborted while the owner is away. */
  #presence = AbortSignal.abort()
  #end = () => {}
  #droppedIn = 0

  static async create(options: SimulatedOwnerOptions): Promise<SimulatedOwner> {
    return new SimulatedOwner(options, await generateIdentity(await chooseSignatureSuite(webRandom)))
  }

  private constructor(options: SimulatedOwnerOptions, identity: Identity) {
    this.#options = options
    this.#identity = identity
  }

  /** Takes part, for the first time or again as the same owner. @throws {TuttiError} when refused. */
  async join(): Promise<void> {
    const { link, dataset, trainer, index, secure, onView } = this.#options
    const presence = new AbortController()
    this.#presence = presence.signal
    this.#end = () => presence.abort()
    const joined = await joinStudy({
      link,
      data: () => dataset,
      label: `owner ${String(index + 1).padStart(5, "0")}`,
      identity: this.#identity,
      trainer,
      secure,
      signal: presence.signal,
    })
    const look = (view: OwnerView) => {
      if (presence.signal.aborted) return
      onView(view)
      this.#dropIfDrawn(view)
    }
    joined.onView(look)
    look(joined.view())
  }

  isAway(): boolean {
    return this.#presence.aborted
  }

  /** Closes the socket without a word, as a closed tab does; also in the midst of joining. */
  close(): void {
    this.#end()
  }

  #dropIfDrawn(view: OwnerView): void {
    const { dropout, seed, index, mode, onDrop } = this.#options
    const { round } = view
    if (round === null || round <= this.#droppedIn) return
    const phase = dropPhase(mode, dropout, seed, index, round)
    if (phase === null || !isAt(phase, view)) return
    this.#droppedIn = round
    this.close()
    onDrop(round, phase)
  }
}
