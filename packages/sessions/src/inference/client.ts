import type { Random } from "@tutti/crypto"
import type { InferenceSpec, RefusalCode } from "@tutti/protocol"
import { encodeInputs, encodeLabels } from "@tutti/smpc"
import { hideCopies, labelsOfRows } from "./canaries.ts"
import { Member, type MemberOptions, type MemberPorts } from "./member/member.ts"
import type { MemberView } from "./member/view.ts"
import { type Answer, type ClientProgress, ClientRun, type Task } from "./roles/client-run.ts"

/** Why nothing more comes of what was asked; `ended` of the view says on whose side. */
export type Failed = { readonly ok: false; readonly code: RefusalCode }
export type Classified =
  /** One for each row: its label or, [classes] by row, its scores; empty where only a score will be opened. */
  { readonly ok: true; readonly labels: readonly number[]; readonly scores: readonly number[] } | Failed
export type Finished =
  | { readonly ok: true; readonly score: { readonly correct: number; readonly rows: number } | null }
  | Failed

export type ClientOptions = MemberOptions & { readonly invite: string; readonly ownerKey: string }

/** @property sources for each place in the batch, which of its rows stands there. */
type Hidden = { readonly task: Task; readonly sources: readonly number[] }
type Waiting = { readonly resolve: (answer: Answer | Failed) => void }

/**
 * The client's machine: what it is asked to classify leaves it in shares alone, and the answer is put together here and
 * nowhere else. One run at a time.
 */
export class InferenceClient {
  /** Settles when this machine is out for good. */
  readonly over: Promise<RefusalCode | "closed">
  readonly #member: Member<ClientRun>
  readonly #random: Random
  readonly #listeners = new Set<(view: MemberView) => void>()
  readonly #waiting = new Map<Task, Waiting>()
  /** Of the present or last run. */
  #role: ClientRun | undefined
  #beginning: ((answer: Failed | null) => void) | undefined
  #finishing: ((answer: Finished) => void) | undefined
  /** Of the run that is about to end as it should; null where no score is opened. */
  #score: { readonly correct: number; readonly rows: number } | null | undefined

  constructor(ports: MemberPorts, options: ClientOptions) {
    this.#random = ports.random
    let over: (code: RefusalCode | "closed") => void = () => {}
    this.over = new Promise((resolve) => {
      over = resolve
    })
    const closed = (score: { ok: true; correct: number; rows: number } | { ok: false } | null) => {
      this.#score = score?.ok ? { correct: score.correct, rows: score.rows } : null
      this.#member.finish()
    }
    const answered = (task: Task, answer: Answer) => {
      this.#waiting.get(task)?.resolve(answer)
      this.#waiting.delete(task)
    }
    this.#member = new Member(
      "client",
      ports,
      options,
      (setup) => new ClientRun(setup, { answered, closed }),
      {
        changed: (view) => {
          for (const listener of this.#listeners) listener(view)
        },
        began: (role) => {
          this.#role = role
          this.#beginning?.(null)
          this.#beginning = undefined
        },
        ended: ({ code }) => this.#ended(code ?? "E_IN_ABSENT"),
        over: (code) => {
          this.#ended(code === "closed" ? "E_IN_ABSENT" : code)
          over(code)
        },
      },
    )
  }

  view(): MemberView {
    return this.#member.view
  }

  onView(listener: (view: MemberView) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The signed terms, once the relay has let this machine in. */
  get spec(): InferenceSpec | undefined {
    return this.#member.terms?.spec
  }

  progress(): ClientProgress {
    return this.#role?.progress ?? { batches: 0, rows: 0, rounds: 0 }
  }

  /** Begins a run. @returns null once everybody's keys are agreed on; E_IN_ABSENT when somebody is not there. */
  begin(): Promise<Failed | null> {
    return new Promise((resolve) => {
      this.#beginning = resolve
      this.#member.say({ kind: "begin" })
    })
  }

  /**
   * Classifies rows within the run that has begun, in batches.
   * @param images [rows, height, width, channels]
   * @param labels [rows] for a score; nobody else learns them
   * @returns E_IN_SHAPE or E_IN_RANGE for what cannot be encoded; then nothing has left.
   */
  async classify(images: Float32Array, labels: ArrayLike<number> | null): Promise<Classified> {
    const cut = this.#tasksOf(images, labels)
    if (!cut.ok) return cut
    const { tasks } = cut
    const answers = tasks.map(
      ({ task }) => new Promise<Answer | Failed>((resolve) => this.#waiting.set(task, { resolve })),
    )
    this.#member.act((role) => role.want(tasks.map(({ task }) => task)))
    const found: number[] = []
    const scores: number[] = []
    for (const [at, answered] of answers.entries()) {
      const answer = await answered
      if ("ok" in answer) return answer
      if (answer.kind === "labels") {
        const labelled = labelsOfRows(answer.labels, tasks[at]?.sources ?? [])
        if (labelled === undefined) return this.#distrust()
        found.push(...labelled)
      }
      if (answer.kind === "scores") scores.push(...answer.scores)
    }
    return { ok: true, labels: found, scores }
  }

  /** Ends the run when all is answered, comparing transcripts. @returns the score, where that is what is opened */
  finish(): Promise<Finished> {
    return new Promise((resolve) => {
      this.#finishing = resolve
      this.#member.act((role) => role.finish())
    })
  }

  idle(): Promise<void> {
    return this.#member.idle()
  }

  close(): void {
    this.#member.close()
  }

  #tasksOf(
    images: Float32Array,
    labels: ArrayLike<number> | null,
  ): { readonly ok: true; readonly tasks: readonly Hidden[] } | Failed {
    const terms = this.#member.terms
    if (terms === undefined) return { ok: false, code: "E_IN_ABSENT" }
    const { plan, spec } = terms
    const rows = images.length / plan.input
    const isScored = spec.output === "score"
    if (
      !Number.isInteger(rows) ||
      rows === 0 ||
      isScored !== (labels !== null) ||
      (labels && labels.length !== rows)
    )
      return { ok: false, code: "E_IN_SHAPE" }
    if (rows > spec.mostRows) return { ok: false, code: "E_IN_BUDGET" }
    const copies = spec.output === "label" ? (spec.canaryRows ?? 0) : 0
    const tasks: Hidden[] = []
    for (let start = 0; start < rows; start += spec.batchRows - copies) {
      const count = Math.min(spec.batchRows - copies, rows - start)
      const sources =
        copies > 0 ? hideCopies(count, copies, this.#random) : Array.from({ length: count }, (_, row) => row)
      const batch = new Float32Array(sources.length * plan.input)
      for (const [place, row] of sources.entries()) {
        const at = (start + row) * plan.input
        batch.set(images.subarray(at, at + plan.input), place * plan.input)
      }
      const encoded = encodeInputs(plan, batch)
      if (!encoded.ok) return { ok: false, code: encoded.code }
      const said =
        labels &&
        encodeLabels(
          plan,
          sources.map((row) => labels[start + row] ?? -1),
        )
      if (said && !said.ok) return { ok: false, code: said.code }
      const task = { rows: sources.length, images: encoded.words, labels: said?.bytes ?? new Uint8Array(0) }
      tasks.push({ task, sources })
    }
    return { ok: true, tasks }
  }

  /** The run ends, and nothing of it is to be believed. */
  #distrust(): Failed {
    this.#member.act(() => ({ ok: false, code: "E_IN_CANARY" }))
    return { ok: false, code: "E_IN_CANARY" }
  }

  /** A run whose score is known has ended well, however its end came about. */
  #ended(code: RefusalCode): void {
    const score = this.#score
    this.#score = undefined
    if (score !== undefined) {
      this.#finishing?.({ ok: true, score })
      this.#finishing = undefined
    }
    const failed: Failed = { ok: false, code }
    this.#beginning?.(failed)
    this.#beginning = undefined
    for (const { resolve } of this.#waiting.values()) resolve(failed)
    this.#waiting.clear()
    this.#finishing?.(failed)
    this.#finishing = undefined
  }
}
