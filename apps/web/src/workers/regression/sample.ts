import type { Table } from "@tutti/data"
import type { RegressionSpec } from "@tutti/protocol"
import { columnsOf } from "@tutti/sessions/regression"
import { fetchSample, SAMPLE_PARTS, samplePart } from "../participant/sample.ts"
import type { Answer } from "./api.ts"
import { problemWith } from "./problem.ts"

const ADDRESS = "/samples/boston-housing.csv"
/** The bundled file's header. */
const COLUMNS: ReadonlySet<string> = new Set(
  "crim zn indus chas nox rm age dis rad tax ptratio b lstat medv".split(" "),
)
const NAME = /^boston-housing\.csv, part (\d+) of 10$/

/** Whether the bundled sample has every column that a regression asks for. */
export const fitsSample = (spec: RegressionSpec): boolean =>
  spec.dataset.header && columnsOf(spec).every((name) => COLUMNS.has(name))

/** A part of the sample, under a name that tells which. @param earlier name of what this owner took part with */
export async function readSample(
  earlier: string | null,
): Promise<Answer<{ fileName: string; table: Table }>> {
  const whole = await fetchSample(ADDRESS)
  if (whole === null) return { ok: false, problem: problemWith("E_SAMPLE") }
  const taken = NAME.exec(earlier ?? "")?.[1]
  const part = taken === undefined ? randomPart() : (Number(taken) - 1) % SAMPLE_PARTS
  const fileName = `boston-housing.csv, part ${part + 1} of ${SAMPLE_PARTS}`
  return { ok: true, value: { fileName, table: samplePart(whole.table, part, SAMPLE_PARTS) } }
}

/** Two tabs that try the sample hardly ever take the same part. */
function randomPart(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word % SAMPLE_PARTS
}
