import {
  autoMapping,
  type DataProblem,
  type PreparedDataset,
  parseTable,
  prepareDataset,
  problemSentence,
} from "@tutti/data"
import type { StudySpec } from "@tutti/protocol"
import { TuttiError } from "../error.ts"

/**
 * A CSV file's rows for a study, with columns matched by name or, without a header, by position.
 * @param csv the file's bytes, in any encoding that `parseTable` reads.
 * @throws {TuttiError} with the code of the first finding that stops the owner.
 */
export function datasetFromCsv(csv: Uint8Array, { dataset, training }: StudySpec): PreparedDataset {
  const parsed = parseTable(csv)
  if (!parsed.ok) throw dataError(parsed.problems)
  const prepared = prepareDataset(parsed.table, dataset, autoMapping(parsed.table, dataset), training)
  if (!prepared.ok) throw dataError(prepared.problems)
  return prepared.dataset
}

/** The first finding that stops an owner, in the words of the owner's page: rows and columns, never a cell. */
export function dataError(problems: readonly DataProblem[]): TuttiError {
  const stopping = problems.find(({ severity }) => severity === "error")
  if (stopping === undefined) throw new Error("bug: refused without a finding")
  return new TuttiError(stopping.code, "sender", problemSentence(stopping))
}
