import type { InferenceSeat, InferenceSpec, RefusalCode } from "@tutti/protocol"
import { scalarKernels } from "@tutti/ring"
import { encodeWeights, type OpenedScore, planInference, type Words } from "@tutti/smpc"
import { unsafeSeededRandom } from "@tutti/testkit"
import { mostOrdered } from "../orders.ts"
import { answerTo, type Question, questionOf } from "../question.ts"
import { type Answer, ClientRun } from "../roles/client-run.ts"
import { DealerRun } from "../roles/dealer-run.ts"
import { OwnerRun } from "../roles/owner-run.ts"
import type { Heard, RoleRun } from "../roles/role-run.ts"
import type { LetterBody } from "../sealing/letters.ts"
import { hashInference, type Terms } from "../terms.ts"

/*
 * The three roles of a run and a model owner that does not follow the protocol: letters go from one to another in clear,
 * and what stands between client and model owner is the model owner's own machine.
 */

/** Makes something else of a letter between client and model owner; of both directions, for it also reads otherwise. */
export type Deed = (from: InferenceSeat, letter: LetterBody) => LetterBody

export type Ran =
  | { readonly ok: true; readonly labels: readonly number[]; readonly score: OpenedScore | null }
  | { readonly ok: false; readonly code: RefusalCode; readonly wasCounted: boolean }

export type Asked = {
  readonly spec: InferenceSpec
  readonly weights: Float32Array
  readonly images: Float32Array
  readonly labels: readonly number[] | null
  readonly seed: string
}

/** One question from keys to close. */
export function runRoles({ spec, weights, images, labels, seed }: Asked, deed: Deed): Ran {
  const terms = termsOf(spec)
  const random = unsafeSeededRandom(seed)
  const setup = { terms, sessionId: random(32), kernels: scalarKernels(), random }
  const asked = questionOf(terms, images, labels, random)
  if (!asked.ok) throw new Error(asked.code)
  const answers = new Map<Question["tasks"][number], Answer>()
  let score: OpenedScore | null | undefined
  const client = new ClientRun(setup, {
    answered: (task, answer) => answers.set(task, answer),
    closed: (opened) => {
      score = opened
    },
  })
  const owner = new OwnerRun(setup, encoded(terms, weights))
  const roles: Record<InferenceSeat, RoleRun> = { client, owner, dealer: new DealerRun(setup) }
  const post: { from: InferenceSeat; to: InferenceSeat; letter: LetterBody }[] = []
  let code: RefusalCode | undefined
  const follow = (from: InferenceSeat, heard: Heard) => {
    if (heard.ok) post.push(...heard.letters.map((addressed) => ({ from, ...addressed })))
    else code ??= heard.code
  }
  const deliver = () => {
    for (let next = post.shift(); next !== undefined && code === undefined; next = post.shift()) {
      const { from, to, letter } = next
      const isBetween = from !== "dealer" && to !== "dealer"
      follow(to, roles[to].hear(from, isBetween ? deed(from, letter) : letter))
    }
  }
  for (const seat of ["dealer", "client", "owner"] as const)
    follow(seat, { ok: true, letters: roles[seat].begin() })
  follow("client", client.want(asked.question))
  deliver()
  const known = asked.question.tasks.flatMap((task) => answers.get(task) ?? [])
  if (code !== undefined) return { ok: false, code, wasCounted: false }
  const told = answerTo(terms, asked.question, known)
  if (!told.ok) return { ...told, wasCounted: false }
  follow("client", client.finish())
  deliver()
  if (code !== undefined || score === undefined)
    return { ok: false, code: code ?? "E_IN_ABSENT", wasCounted: score !== undefined }
  return { ok: true, labels: told.labels, score }
}

/**
 * Turns what a row of each batch comes to: the bits of its last round, which party and client open together. With one bit
 * a row that is the hit; with a bit for each pair of classes the order of all scores.
 * @param isTurned of each place of the question
 */
export function turning(asked: Asked, isTurned: (place: number) => boolean): Deed {
  const rowsOf = new Map<number, number>()
  const last = new Map<string, number>()
  const frames =
    (deed: (from: InferenceSeat, batch: number, number: number, frame: Uint8Array) => void): Deed =>
    (from, letter) => {
      if (letter.kind === "order") rowsOf.set(letter.batch, letter.rows)
      if (letter.kind !== "frame") return letter
      const frame = letter.frame.slice()
      const view = new DataView(frame.buffer)
      deed(from, view.getUint32(0, true), view.getUint16(4, true), frame)
      return { kind: "frame", frame }
    }
  runRoles(
    asked,
    frames((from, batch, number) => last.set(`${from} ${batch}`, number)),
  )
  const { classes } = termsOf(asked.spec).plan
  const bits = asked.spec.output === "score" ? 1 : (classes * (classes - 1)) / 2
  return frames((from, batch, number, frame) => {
    if (number !== last.get(`${from} ${batch}`)) return
    const rows = rowsOf.get(batch) ?? 0
    const start = frame.length - Math.ceil((bits * rows) / 8)
    for (let row = 0; row < rows; row++) {
      if (!isTurned((batch - 1) * asked.spec.batchRows + row)) continue
      for (let bit = 0; bit < bits; bit++) {
        const at = bit * rows + row
        const byte = start + (at >> 3)
        frame[byte] = (frame[byte] ?? 0) ^ (1 << (at & 7))
      }
    }
  })
}

function termsOf(spec: InferenceSpec): Terms {
  const planned = planInference(spec)
  if (!planned.ok) throw new Error(planned.code)
  const { plan } = planned
  return { spec, hash: hashInference(spec), plan, mostOrdered: mostOrdered(plan, spec) }
}

function encoded({ plan }: Terms, weights: Float32Array): Words {
  const words = encodeWeights(plan, weights)
  if (!words.ok) throw new Error(words.code)
  return words.words
}
