import {
  autoMapping,
  encodeFeaturesForPrediction,
  type Mapping,
  type ParsedTable,
  problemSentence,
  rowCells,
  type Table,
  unscaleOutputs,
} from "@tutti/data"
import type { Trainer } from "@tutti/learning"
import type { StudySpec } from "@tutti/protocol"
import type { TrainingOutcome } from "@tutti/sessions/training"
import { csvLine } from "./csv-line.ts"

/** What the model says about rows of the owner: a CSV file, and its beginning for the screen. */
export type Predictions =
  | {
      ok: true
      csv: Blob
      rows: number
      /** Rows with a cell that cannot be read or a category that the study does not know. */
      leftOut: number
      preview: readonly { line: number; answer: string; probability: number | null }[]
    }
  | { ok: false; sentences: readonly string[] }

const PREVIEW_ROWS = 5
/** Rows of text gathered before they are handed to the file under construction. */
const ROWS_PER_PIECE = 5_000

/**
 * Predict every usable row of a table. Columns are found as they were for training where the file looks the same.
 * The file that comes out holds the owner's own cells, the line they stood on, the answer and, for classes, the
 * probability of each.
 */
export async function predictRows(
  parsed: ParsedTable,
  spec: StudySpec,
  known: { mapping: Mapping; fileColumns: readonly string[] } | null,
  { weights, scaling }: Pick<TrainingOutcome, "weights" | "scaling">,
  trainer: Pick<Trainer, "predict">,
): Promise<Predictions> {
  if (!parsed.ok) return { ok: false, sentences: parsed.problems.map(problemSentence) }
  const { table } = parsed
  const mapping = sameColumns(table, known) ? known.mapping : autoMapping(table, spec.dataset)
  const encoded = encodeFeaturesForPrediction(table, spec.dataset, mapping, scaling)
  if (!encoded.ok) return { ok: false, sentences: encoded.problems.map(problemSentence) }
  const raw = await trainer.predict(weights, encoded.features, encoded.rows)
  const outputs = unscaleOutputs(raw, spec.dataset, scaling)
  const answers = Array.from(encoded.tableRows, (row, index) => ({ row, ...answerOf(spec, outputs, index) }))
  return {
    ok: true,
    csv: new Blob(csvPieces(table, spec, parsed.delimiter, answers), { type: "text/csv;charset=utf-8" }),
    rows: encoded.rows,
    leftOut: table.rows - encoded.rows,
    preview: answers.slice(0, PREVIEW_ROWS).map(({ row, answer, probabilities }) => ({
      line: table.lineOf(row),
      answer,
      probability: probabilities === null ? null : Math.max(...probabilities),
    })),
  }
}

type AnsweredRow = { row: number; answer: string; probabilities: readonly number[] | null }

function answerOf({ dataset }: StudySpec, outputs: Float32Array, index: number): Omit<AnsweredRow, "row"> {
  const { target } = dataset
  if (target.kind === "number") return { answer: String(outputs[index] ?? Number.NaN), probabilities: null }
  const width = target.classes.length
  const probabilities = [...outputs.subarray(index * width, (index + 1) * width)]
  const likeliest = probabilities.indexOf(Math.max(...probabilities))
  return { answer: target.classes[likeliest] ?? "", probabilities }
}

function csvPieces(
  table: Table,
  { dataset }: StudySpec,
  delimiter: string,
  answers: readonly AnsweredRow[],
): string[] {
  const { target } = dataset
  const classes = target.kind === "class" ? target.classes.map((value) => `probability of ${value}`) : []
  const head = ["line", ...table.columns.map(({ name }) => name), `predicted ${target.name}`, ...classes]
  const pieces = [csvLine(head, delimiter)]
  for (let start = 0; start < answers.length; start += ROWS_PER_PIECE)
    pieces.push(
      answers
        .slice(start, start + ROWS_PER_PIECE)
        .map(({ row, answer, probabilities }) => {
          const shares = (probabilities ?? []).map((share) => share.toFixed(6))
          return csvLine([String(table.lineOf(row)), ...rowCells(table, row), answer, ...shares], delimiter)
        })
        .join(""),
    )
  return pieces
}

function sameColumns(
  table: Table,
  known: { mapping: Mapping; fileColumns: readonly string[] } | null,
): known is { mapping: Mapping; fileColumns: readonly string[] } {
  return known !== null && known.fileColumns.join("\n") === table.columns.map(({ name }) => name).join("\n")
}
