import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { RegressionReport } from "../regress/report.ts"
import { failureFrom, runTutti } from "../testing.ts"

let folder: string
let csv: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-regress-"))
  csv = await file("small.csv", (row) => `${(7 * row) % 11},${(5 * row) % 13},${(3 * row) % 17}`)
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, row: (index: number) => string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, ["a,b,y", ...Array.from({ length: 40 }, (_, index) => row(index)), ""].join("\n"))
  return path
}

describe("tutti regress", () => {
  test("the real command, with every process: the agreed names as JSON", async () => {
    const args = ["regress", "--csv", csv, "--target", "y", "--owners", "3", "--accept-determined", "--json"]
    const { status, stdout, stderr } = await runTutti(args)
    expect([status, stderr]).toEqual([0, ""])
    const report = RegressionReport.parse(JSON.parse(stdout))
    expect(report).toMatchObject({ n: 40, dfResidual: 37, owners: 3, rounds: 5, opening: "coefficients" })
    expect(report.terms.map(({ name }) => name)).toEqual(["intercept", "a", "b"])
    expect(report.opened).toContain("coefficients")
  })

  test("a cell that is no number: its line and column, before anything is started", async () => {
    const wrong = await file("wrong.csv", (row) => `${row},${row === 20 ? "many" : row * row},${row % 7}`)
    const failure = await failureFrom(["regress", "--csv", wrong, "--target", "y", "--features", "a,b"])
    expect(failure).toMatchObject({ code: "E_RG_NOT_A_NUMBER", side: "sender" })
    expect(failure.message).toContain("line 22, column b")
    expect(failure.message).not.toContain("many")
  })

  test.each([
    ["E_TOO_FEW_OWNERS", ["--target", "y", "--owners", "1"]],
    ["E_TOO_FEW_OWNERS", ["--target", "y", "--owners", "2", "--open", "aggregate"]],
    ["E_OWNERS", ["--target", "y", "--owners", "41"]],
    ["D_UNKNOWN_TARGET", ["--target", "nothing"]],
    ["D_COLUMN_MISSING", ["--target", "y", "--features", "a,nothing"]],
    ["E_USAGE", ["--target", "y", "--features", "a,,b"]],
    ["E_USAGE", ["--target", "y", "--open", "everything"]],
  ])("%s for %j", async (code, args) => {
    expect(await failureFrom(["regress", "--csv", csv, ...args])).toMatchObject({ code })
  })
})
