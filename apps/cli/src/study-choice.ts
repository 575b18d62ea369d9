import { creditApprovalSchema, inferSchema, type Table } from "@tutti/data"
import type { StudySpec } from "@tutti/protocol"
import { dataError } from "@tutti/sdk"
import { creditApprovalStudy, type StudyOverrides, studyFromSchema } from "@tutti/sdk/templates"
import { readTable } from "./csv-file.ts"
import { CliFailure } from "./failure.ts"

/** How a person says which study is meant: by a template, or by a file and the column to predict. */
export type StudyChoice = { csv?: string; template?: "credit-approval"; target?: string }

/**
 * The study of a choice. Without template and target, a headerless file of the credit form is the credit study.
 * @returns the table too, when the choice names a file.
 * @throws {CliFailure} E_USAGE when the choice says too little. @throws {TuttiError} the code of what is wrong with
 *   the file.
 */
export async function chooseStudy(
  choice: StudyChoice,
  overrides: StudyOverrides,
): Promise<{ spec: StudySpec; table: Table | null }> {
  const { csv, template, target } = choice
  if (template !== undefined && target !== undefined)
    throw new CliFailure("E_USAGE", "Give --template or --target, not both: a template has its own target.")
  if (template === "credit-approval") {
    const table = csv === undefined ? null : await readTable(csv, creditApprovalSchema.header)
    return { spec: creditApprovalStudy(overrides), table }
  }
  if (csv === undefined) throw new CliFailure("E_USAGE", "Give --template, or --csv and --target.")
  const table = await readTable(csv)
  if (target === undefined) {
    if (!hasCreditForm(table))
      throw new CliFailure("E_USAGE", `Say which column of ${csv} to predict: --target COLUMN.`)
    return { spec: creditApprovalStudy(overrides), table }
  }
  const inferred = inferSchema(table, target)
  if (!inferred.ok) throw dataError(inferred.problems)
  return { spec: studyFromSchema(inferred.schema, overrides), table }
}

/** No header, and as many columns as the credit data has; whether the cells fit is checked with every other file. */
function hasCreditForm(table: Table): boolean {
  return !table.header && table.columns.length === creditApprovalSchema.columns.length + 1
}
