import type { InferenceSeat } from "@tutti/protocol"
import {
  type BatchOutput,
  type CopiedRow,
  type OpenedScore,
  openLabels,
  openScore,
  openScores,
  Party,
  type PreparedBatch,
  type RunningBatch,
  type Stepped,
  type Words,
} from "@tutti/smpc"
import type { Question } from "../question.ts"
import { batchOf, type LetterBody } from "../sealing/letters.ts"
import { ClientParty } from "./client-party.ts"
import {
  type Addressed,
  followedBy,
  type Heard,
  NOTHING_TO_SAY,
  type RoleRun,
  type RoleSetup,
  refused,
} from "./role-run.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** Rows to be classified together. */
export type Task = {
  readonly rows: number
  /** [rows, plan.input] as `encodeInputs` gives them. */
  readonly images: Words
  /** For a score, as `encodeLabels` gives them; else empty. */
  readonly labels: Bytes
}

/** What a batch has told: the classes of its rows, their scores, or nothing before the whole score is opened. */
export type Answer =
  | { readonly kind: "labels"; readonly labels: Uint32Array }
  | { readonly kind: "scores"; readonly scores: Float32Array }
  | { readonly kind: "counted"; readonly rows: number }

export type ClientEvents = {
  answered(task: Task, answer: Answer): void
  /** The run is over as it should be; with the opened score where there is one. */
  closed(score: OpenedScore | null): void
}

/** Counted over the whole run, for whoever watches. */
export type ClientProgress = {
  readonly batches: number
  /** Copies among them. */
  readonly rows: number
  /** Of all that was asked. */
  readonly copies: number
  /** Rounds of the last batch that ended: frames of both parties, each of which waits for the one before. */
  readonly rounds: number
}
export const NO_PROGRESS: ClientProgress = { batches: 0, rows: 0, copies: 0, rounds: 0 }

type Ordered = { readonly batch: number; readonly prepared: PreparedBatch }
type Running = {
  readonly task: Task
  readonly running: RunningBatch
  rounds: number
  own: Bytes | undefined
  theirs: Bytes | undefined
}

/**
 * The client in one run, party 0: it holds the images. It orders batches ahead, so
 * that their material is there when the images are.
 */
export class ClientRun implements RoleRun {
  readonly #setup: RoleSetup
  readonly #events: ClientEvents
  readonly #party: ClientParty
  #ending: "not-wanted" | "wanted" | "asked" | "answered" = "not-wanted"
  #lastBatch = 0
  readonly #tasks: Task[] = []
  readonly #ordered: Ordered[] = []
  readonly #running = new Map<number, Running>()
  /** The model owner's first frames of batches that have not begun here. */
  readonly #frames = new Map<number, Bytes>()
  /** Rows asked in this run, and which of them are copies that the score leaves out. */
  #asked = 0
  readonly #copies: CopiedRow[] = []
  #progress = NO_PROGRESS

  constructor(setup: RoleSetup, events: ClientEvents) {
    this.#setup = setup
    this.#events = events
    const { terms, sessionId, kernels } = setup
    const { plan, spec } = terms
    const { minimumRows } = spec
    const seat = { role: 0 } as const
    this.#party = new ClientParty((seed) => new Party({ plan, seat, sessionId, seed, kernels, minimumRows }))
  }

  get progress(): ClientProgress {
    return this.#progress
  }

  begin(): readonly Addressed[] {
    return []
  }

  /**
   * @param question tasks of at most `batchRows` rows each, and the places of copies among their rows, where the parties are
   *   to compare them
   */
  want({ tasks, sources, copies }: Question): Heard {
    const start = this.#asked
    this.#asked += sources.length
    this.#tasks.push(...tasks)
    for (const { row, copy } of copies) this.#copies.push({ row: start + row, copy: start + copy })
    const copied = sources.length - new Set(sources).size
    this.#progress = { ...this.#progress, copies: this.#progress.copies + copied }
    return this.#goOn()
  }

  /** Nothing more is wanted: the run ends when everything wanted is answered. */
  finish(): Heard {
    if (this.#ending === "not-wanted") this.#ending = "wanted"
    return this.#goOn()
  }

  hear(from: InferenceSeat, letter: LetterBody): Heard {
    if (from === "dealer") {
      if (letter.kind !== "seed") return refused("E_IN_LETTER")
      return followedBy(this.#party.seeded(letter.seed), () => this.#goOn())
    }
    switch (letter.kind) {
      case "weights":
        return followedBy(this.#party.masked(letter.frame), () => this.#goOn())
      case "frame":
        return this.#frame(letter.frame)
      case "output":
        return this.#output(letter.batch, letter.share)
      case "closed":
        return this.#closed(letter.share)
      default:
        return refused("E_IN_LETTER")
    }
  }

  close(): void {
    this.#party.close()
    this.#running.clear()
    this.#ordered.length = 0
    this.#tasks.length = 0
  }

  /** Orders what will be needed, begins what can begin, and ends the run when nothing is left. */
  #goOn(): Heard {
    const party = this.#party.ready
    if (party === undefined) return NOTHING_TO_SAY
    const letters: Addressed[] = []
    for (let isDone = false; !isDone; ) {
      const stepped = this.#orderNext(party) ?? this.#beginNext()
      if (stepped === null) isDone = true
      else if (stepped.ok) letters.push(...stepped.letters)
      else return stepped
    }
    if (this.#ending === "wanted" && this.#tasks.length === 0 && this.#running.size === 0) {
      this.#ending = "asked"
      letters.push({ to: "owner", letter: { kind: "close", copies: this.#copies } })
    }
    return { ok: true, letters }
  }

  /** The tasks' batches are ordered and begun in one order, so what is ordered belongs to the first tasks. */
  #orderNext(party: Party): Heard | null {
    const { mostOrdered } = this.#setup.terms
    const next = this.#tasks[this.#ordered.length]
    if (next === undefined || this.#ordered.length + this.#running.size >= mostOrdered) return null
    const batch = this.#lastBatch + 1
    this.#lastBatch = batch
    const prepared = party.prepare(batch, next.rows, [])
    if (!prepared.ok) return refused(prepared.code)
    this.#ordered.push({ batch, prepared: prepared.batch })
    const letter = { kind: "order", batch, rows: next.rows } as const
    return {
      ok: true,
      letters: [
        { to: "owner", letter },
        { to: "dealer", letter },
      ],
    }
  }

  #beginNext(): Heard | null {
    if (this.#running.size >= this.#setup.terms.spec.window) return null
    const ordered = this.#ordered.shift()
    const task = ordered && this.#tasks.shift()
    if (ordered === undefined || task === undefined) return null
    const { batch, prepared } = ordered
    const begun = prepared.begin(task.images, task.labels)
    if (!begun.ok) return refused(begun.code)
    const { running } = begun
    this.#running.set(batch, { task, running, rounds: 0, own: undefined, theirs: undefined })
    const frame = this.#frames.get(batch)
    this.#frames.delete(batch)
    const first = this.#follow(batch, running.start())
    return frame === undefined ? first : followedBy(first, () => this.#frame(frame))
  }

  #frame(frame: Bytes): Heard {
    const batch = batchOf(frame)
    const running = this.#running.get(batch)
    if (running) {
      running.rounds += 1
      const stepped = this.#follow(batch, running.running.take(frame))
      return this.#running.has(batch) ? stepped : followedBy(stepped, () => this.#goOn())
    }
    const isComing = this.#ordered.some((ordered) => ordered.batch === batch)
    if (!isComing || this.#frames.has(batch)) return refused("E_IN_FRAME")
    this.#frames.set(batch, frame)
    return NOTHING_TO_SAY
  }

  #follow(batch: number, stepped: Stepped): Heard {
    const running = this.#running.get(batch)
    if (running === undefined) throw new Error(`batch ${batch} is not running`)
    if (!stepped.ok) return refused(stepped.code)
    const { frame, output } = stepped
    if (frame) running.rounds += 1
    const said = frame === undefined ? NOTHING_TO_SAY : framed(frame)
    return output === undefined ? said : followedBy(said, () => this.#done(batch, running, output))
  }

  #done(batch: number, running: Running, output: BatchOutput): Heard {
    if (output.kind === "tally") {
      this.#party.ready?.count(batch, output.tally)
      return this.#answer(batch, running, { kind: "counted", rows: running.task.rows })
    }
    running.own = output.share
    return this.#opened(batch, running)
  }

  #output(batch: number, share: Bytes): Heard {
    const running = this.#running.get(batch)
    if (running === undefined || running.theirs) return refused("E_IN_LETTER")
    running.theirs = share
    return followedBy(this.#opened(batch, running), () => this.#goOn())
  }

  /** With both shares, and only here, the rows' labels or scores exist. */
  #opened(batch: number, running: Running): Heard {
    const { own, theirs, task } = running
    if (own === undefined || theirs === undefined) return NOTHING_TO_SAY
    const { plan } = this.#setup.terms
    if (plan.output === "label") {
      const opened = openLabels(plan, task.rows, [own, theirs])
      if (!opened.ok) return refused(opened.code)
      return this.#answer(batch, running, { kind: "labels", labels: opened.labels })
    }
    const opened = openScores(plan, task.rows, [own, theirs])
    return opened.ok
      ? this.#answer(batch, running, { kind: "scores", scores: opened.scores })
      : refused(opened.code)
  }

  #answer(batch: number, { task, rounds }: Running, answer: Answer): Heard {
    this.#running.delete(batch)
    const { batches, rows, copies } = this.#progress
    this.#progress = { batches: batches + 1, rows: rows + task.rows, copies, rounds }
    this.#events.answered(task, answer)
    return NOTHING_TO_SAY
  }

  #closed(share: Bytes): Heard {
    const { spec } = this.#setup.terms
    const party = this.#party.ready
    if (party === undefined || this.#ending !== "asked") return refused("E_IN_LETTER")
    this.#ending = "answered"
    if (spec.output !== "score") {
      this.#events.closed(null)
      return NOTHING_TO_SAY
    }
    const own = party.score(this.#copies)
    if (!own.ok) return refused(own.code)
    const score = openScore(own.share, share, spec.minimumRows)
    if (!score.ok) return refused(score.code)
    this.#events.closed(score)
    return NOTHING_TO_SAY
  }
}

const framed = (frame: Bytes): Heard => ({
  ok: true,
  letters: [{ to: "owner", letter: { kind: "frame", frame } }],
})
