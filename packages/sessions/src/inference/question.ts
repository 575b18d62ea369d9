import type { Random } from "@tutti/crypto"
import type { RefusalCode } from "@tutti/protocol"
import { type CopiedRow, encodeInputs, encodeLabels, type Plan } from "@tutti/smpc"
import { copiedRows, copiesIn, hideCopies, labelsOfRows, scoresOfRows } from "./canaries.ts"
import type { Answer, Task } from "./roles/client-run.ts"
import type { Terms } from "./terms.ts"

type Refused = { readonly ok: false; readonly code: RefusalCode }

/** What a client wants to know of some rows: batches of these and of copies, in an order that nobody else knows. */
export type Question = {
  readonly tasks: readonly Task[]
  /** For each place, over all batches, which of the rows stands there. */
  readonly sources: readonly number[]
  /** For a score, where the copies are compared by the parties: their places. */
  readonly copies: readonly CopiedRow[]
}

/**
 * @param images [rows, height, width, channels]
 * @param labels [rows] for a score
 * @returns E_IN_SHAPE or E_IN_RANGE for what cannot be encoded, E_IN_BUDGET for more rows than the terms allow
 */
export function questionOf(
  { plan, spec }: Terms,
  images: Float32Array,
  labels: ArrayLike<number> | null,
  random: Random,
): { readonly ok: true; readonly question: Question } | Refused {
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
  const sources = hideCopies(rows, copiesIn(rows, spec.canaryRows), random)
  const tasks: Task[] = []
  for (let start = 0; start < sources.length; start += spec.batchRows) {
    const encoded = encodeTask(plan, sources.slice(start, start + spec.batchRows), images, labels)
    if (!encoded.ok) return encoded
    tasks.push(encoded.task)
  }
  return { ok: true, question: { tasks, sources, copies: isScored ? copiedRows(sources) : [] } }
}

/** @param rows of the images, one for each place in the batch */
function encodeTask(
  plan: Plan,
  rows: readonly number[],
  images: Float32Array,
  labels: ArrayLike<number> | null,
): { readonly ok: true; readonly task: Task } | Refused {
  const batch = new Float32Array(rows.length * plan.input)
  for (const [place, row] of rows.entries())
    batch.set(images.subarray(row * plan.input, (row + 1) * plan.input), place * plan.input)
  const encoded = encodeInputs(plan, batch)
  if (!encoded.ok) return { ok: false, code: encoded.code }
  const said =
    labels &&
    encodeLabels(
      plan,
      rows.map((row) => labels[row] ?? -1),
    )
  if (said && !said.ok) return said
  const bytes = said?.bytes ?? new Uint8Array(0)
  return { ok: true, task: { rows: rows.length, images: encoded.words, labels: bytes } }
}

/**
 * What the answers to all batches say of the rows.
 * @param answers one for each task
 * @returns E_IN_CANARY when a copy has another answer than its original
 */
export function answerTo(
  { plan }: Terms,
  { sources }: Question,
  answers: readonly Answer[],
): { readonly ok: true; readonly labels: readonly number[]; readonly scores: readonly number[] } | Refused {
  const allLabels = answers.flatMap((answer) => (answer.kind === "labels" ? [...answer.labels] : []))
  const allScores = answers.flatMap((answer) => (answer.kind === "scores" ? [...answer.scores] : []))
  const labels = plan.output === "label" ? labelsOfRows(allLabels, sources) : []
  const scores = plan.output === "scores" ? scoresOfRows(allScores, sources, plan.fractionBits) : []
  return labels && scores ? { ok: true, labels, scores } : { ok: false, code: "E_IN_CANARY" }
}
