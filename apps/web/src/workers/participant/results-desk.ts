import { type Mapping, type PreparedDataset, parseTable } from "@tutti/data"
import type { Trainer } from "@tutti/learning"
import type { RoundMetrics } from "@tutti/protocol"
import type { TrainingOutcome, TrainingParticipant } from "@tutti/sessions/training"
import type { StudyCard } from "./api.ts"
import { createLazyTrainer } from "./lazy-trainer.ts"
import { type Predictions, predictRows } from "./predictions.ts"
import type { ProblemCode } from "./problem.ts"
import { type MeasuredModel, type ModelFiles, measureOn, modelFilesOf, type ResultScreen } from "./result.ts"

type Which = "best" | "last"
type Result<Value> = { ok: true; value: Value } | { ok: false; code: ProblemCode }

/** What an owner gets back: both models, measured here, as files, and at work on rows of its own. */
export interface ResultsDesk {
  screen(dataset: PreparedDataset | null, rounds: readonly RoundMetrics[]): Promise<Result<ResultScreen>>
  /** The model that this tab has fetched, the best one if both; null before that. */
  held(): { which: Which; round: number; modelHash: string } | null
  files(which: Which): Promise<Result<ModelFiles>>
  predict(
    file: File,
    which: Which,
    known: { mapping: Mapping; fileColumns: readonly string[] } | null,
    progress: (share: number) => void,
  ): Promise<Result<Predictions>>
}

export function openResultsDesk(
  { spec, studyHash }: StudyCard,
  participant: TrainingParticipant,
): ResultsDesk {
  const outcomes = new Map<Which, TrainingOutcome>()
  let trainer: Promise<Trainer> | null = null

  const outcome = async (which: Which): Promise<Result<TrainingOutcome>> => {
    const known = outcomes.get(which)
    if (known !== undefined) return { ok: true, value: known }
    const answer = await participant.result(which)
    if (!answer.ok) return { ok: false, code: answer.refusal === "closed" ? "E_UNREACHABLE" : answer.refusal }
    outcomes.set(which, answer.value)
    return answer
  }
  const theTrainer = () => {
    trainer ??= createLazyTrainer(spec.model)
    return trainer
  }
  const measured = async (
    found: TrainingOutcome,
    dataset: PreparedDataset | null,
  ): Promise<MeasuredModel> => {
    const { which, round, modelHash } = found
    const own = dataset === null ? null : await measureOn(dataset, found, await theTrainer())
    return { which, round, modelHash, own }
  }

  return {
    async screen(dataset, rounds) {
      const best = await outcome("best")
      if (!best.ok) return best
      const last = await outcome("last")
      if (!last.ok) return last
      const measuredOn = dataset !== null && dataset.validationRows === 0 ? "training" : "validation"
      return {
        ok: true,
        value: {
          best: await measured(best.value, dataset),
          last: await measured(last.value, dataset),
          measuredOn,
          everybody: rounds.find(({ round }) => round === best.value.round) ?? null,
        },
      }
    },
    held() {
      const found = outcomes.get("best") ?? outcomes.get("last")
      return found === undefined
        ? null
        : { which: found.which, round: found.round, modelHash: found.modelHash }
    },
    async files(which) {
      const found = await outcome(which)
      return found.ok ? { ok: true, value: modelFilesOf(spec, studyHash, found.value) } : found
    },
    async predict(file, which, known, progress) {
      const found = await outcome(which)
      if (!found.ok) return found
      const bytes = await file.arrayBuffer().catch(() => null)
      if (bytes === null) return { ok: false, code: "E_FILE_UNREADABLE" }
      const parsed = parseTable(new Uint8Array(bytes), { progress })
      return { ok: true, value: await predictRows(parsed, spec, known, found.value, await theTrainer()) }
    },
  }
}
