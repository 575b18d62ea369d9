import { creditApprovalSchema, inferSchema, type Table } from "@tutti/data"
import type { StudySpec } from "@tutti/protocol"
import { dataError } from "@tutti/sdk"
import { creditApprovalStudy, type StudyOverrides, studyFromSchema } from "@tutti/sdk/templates"
import { readTable } from "./csv-file.ts"
import { CliFailure } from "./failure.ts"

/** How a person says which study of a file is meant: by a template, or by the column to predict. */
export type StudyChoice = { csv: string; template?: "credit-approval"; target?: string }

/**
 * The study of a choice and the file's rows. Without template and target, a headerless file of the credit form is
 * the credit study.
 * @throws {CliFailure} E_USAGE when the choice says too little or too much, E_FILE.
 * @throws {TuttiError} the code of what is wrong with the file.
 */
export async function chooseStudy(
  { csv, template, target }: StudyChoice,
  overrides: StudyOverrides,
): Promise<{ spec: StudySpec; table: Table }> {
  if (template !== undefined && target !== undefined)
    throw new CliFailure("E_USAGE", "Give --template or --target, not both: a template has its own target.")
  const table = await readTable(csv)
  if (target !== undefined) {
    const inferred = inferSchema(table, target)
    if (!inferred.ok) throw dataError(inferred.problems)
    return { spec: studyFromSchema(inferred.schema, overrides), table }
  }
  if (template === undefined && !hasCreditForm(table))
    throw new CliFailure("E_USAGE", `Say which column of ${csv} to predict: --target COLUMN.`)
  return { spec: creditApprovalStudy(overrides), table }
}

/** No header, and as many columns as the credit data has; whether the cells fit is checked with every other file. */
function hasCreditForm(table: Table): boolean {
  return !table.header && table.columns.length === creditApprovalSchema.columns.length + 1
}
