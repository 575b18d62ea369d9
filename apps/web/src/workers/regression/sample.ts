import type { RegressionSpec } from "@tutti/protocol"
import { fetchSample, SAMPLE_PARTS, samplePart } from "../participant/sample.ts"
import type { Answer } from "./api.ts"
import { problemWith } from "./problem.ts"
import { type SummedFile, sumTable } from "./rows.ts"

const ADDRESS = "/samples/boston-housing.csv"
/** The bundled file's header. */
const COLUMNS: ReadonlySet<string> = new Set(
  "crim zn indus chas nox rm age dis rad tax ptratio b lstat medv".split(" "),
)
const NAME = /^boston-housing\.csv, part (\d+) of 10$/

/** Whether the bundled sample has every column that a regression asks for. */
export function fitsSample({ design: { features, target, weight }, dataset }: RegressionSpec): boolean {
  const names = [...features, target, ...(weight === null ? [] : [weight])].map(({ name }) => name)
  return dataset.header && names.every((name) => COLUMNS.has(name))
}

/** A part of the sample, held against the design and summed. @param earlier name of what this owner took part with */
export async function sumSample(spec: RegressionSpec, earlier: string | null): Promise<Answer<SummedFile>> {
  const whole = await fetchSample(ADDRESS)
  if (whole === null) return { ok: false, problem: problemWith("E_SAMPLE") }
  const taken = NAME.exec(earlier ?? "")?.[1]
  const part = taken === undefined ? randomPart() : (Number(taken) - 1) % SAMPLE_PARTS
  const name = `boston-housing.csv, part ${part + 1} of ${SAMPLE_PARTS}`
  return sumTable(name, samplePart(whole.table, part, SAMPLE_PARTS), spec)
}

/** Two tabs that try the sample hardly ever take the same part. */
function randomPart(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1))
  return word % SAMPLE_PARTS
}
