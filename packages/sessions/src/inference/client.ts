import type { Random } from "@tutti/crypto"
import type { InferenceSpec, RefusalCode } from "@tutti/protocol"
import { Member, type MemberOptions, type MemberPorts } from "./member/member.ts"
import type { MemberView } from "./member/view.ts"
import { answerTo, questionOf } from "./question.ts"
import { type Answer, type ClientProgress, ClientRun, NO_PROGRESS, type Task } from "./roles/client-run.ts"

/** Why nothing more comes of what was asked; `ended` of the view says on whose side. */
export type Failed = { readonly ok: false; readonly code: RefusalCode }
export type Classified =
  /** One for each row: its label or, [classes] by row, its scores; empty where only a score will be opened. */
  { readonly ok: true; readonly labels: readonly number[]; readonly scores: readonly number[] } | Failed
export type Finished =
  | { readonly ok: true; readonly score: { readonly correct: number; readonly rows: number } | null }
  | Failed

export type ClientOptions = MemberOptions & { readonly invite: string; readonly ownerKey: string }

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
    return this.#role?.progress ?? NO_PROGRESS
  }

  /** Begins a run. @returns null once everybody's keys are agreed on; E_IN_ABSENT when somebody is not there. */
  begin(): Promise<Failed | null> {
    return new Promise((resolve) => {
      this.#beginning = resolve
      this.#member.say({ kind: "begin" })
    })
  }

  /**
   * Classifies rows within the run that has begun, in batches, with copies of some of them at places that nobody else knows.
   * @param images [rows, height, width, channels]
   * @param labels [rows] for a score; nobody else learns them
   * @returns E_IN_SHAPE or E_IN_RANGE for what cannot be encoded, and then nothing has left; E_IN_CANARY for a copy with
   *   another answer than its original, which ends the run
   */
  async classify(images: Float32Array, labels: ArrayLike<number> | null): Promise<Classified> {
    const terms = this.#member.terms
    if (terms === undefined) return { ok: false, code: "E_IN_ABSENT" }
    const asked = questionOf(terms, images, labels, this.#random)
    if (!asked.ok) return asked
    const { question } = asked
    const coming = question.tasks.map(
      (task) => new Promise<Answer | Failed>((resolve) => this.#waiting.set(task, { resolve })),
    )
    this.#member.act((role) => role.want(question))
    const answers: Answer[] = []
    for (const awaited of coming) {
      const answer = await awaited
      if ("ok" in answer) return answer
      answers.push(answer)
    }
    const answered = answerTo(terms, question, answers)
    if (!answered.ok) this.#member.act(() => answered)
    return answered
  }

  /**
   * Ends the run when all is answered, comparing transcripts.
   * @returns the score, where that is what is opened, if every copy fared as its original; else E_IN_CANARY
   */
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
