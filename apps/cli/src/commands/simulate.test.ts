import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { SimulationReport } from "../simulate/report.ts"
import { failureFrom, runTutti } from "../testing.ts"

const SAMPLE = "public/samples/credit-synthetic.csv"
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-simulate-"))
})
afterAll(() => rm(folder, { recursive: true }))

async function simulated(...args: string[]): Promise<SimulationReport> {
  const { status, stdout, stderr } = await runTutti(["simulate", "--csv", SAMPLE, ...args, "--json"])
  if (status !== 0) throw new Error(stdout + stderr)
  return SimulationReport.parse(JSON.parse(stdout))
}

describe("tutti simulate", () => {
  test("three owners: the rounds asked for, an exact pooled twin, and the same model for the same seed", async () => {
    const args = ["--template", "credit-approval", "--owners", "3", "--rounds", "3", "--seed", "7"]
    const report = await simulated(...args)
    expect(report).toMatchObject({ mode: "trusted", scheme: "parallel", owners: 3, seed: 7, abandoned: [] })
    expect(report.rounds.map(({ round, cohort, survivors }) => [round, cohort, survivors])).toEqual([
      [1, 3, 3],
      [2, 3, 3],
      [3, 3, 3],
    ])
    // One batch per owner: federated averaging is gradient descent on the pooled rows.
    expect(report.accuracy).toBe(report.pooledAccuracy)
    expect(report.loss).toBeCloseTo(report.pooledLoss, 5)
    expect(report.relayCpuSeconds).toBeGreaterThan(0)
    expect((await simulated(...args)).modelHash).toBe(report.modelHash)
  })

  test("more owners than rows: everybody holds one, none of them a held-out row", async () => {
    const csv = join(folder, "few.csv")
    await writeFile(csv, smallTable(12))
    const { status, stdout } = await runTutti([
      "simulate",
      "--csv",
      csv,
      "--target",
      "y",
      "--owners",
      "14",
      "--rounds",
      "1",
      "--json",
    ])
    expect(status).toBe(0)
    const { rows: dealt, accuracy } = SimulationReport.parse(JSON.parse(stdout))
    expect(dealt).toEqual({ heldOut: 2, dealt: 14, dealtAgain: 4 })
    expect(accuracy).not.toBeNull()
  })

  test("owners drop out and come back: every round ends with the survivors", async () => {
    const { rounds, abandoned } = await simulated(
      "--owners",
      "6",
      "--rounds",
      "2",
      "--dropout",
      "0.3",
      "--seed",
      "3",
    )
    expect(rounds).toHaveLength(2)
    expect(abandoned).toEqual([])
    expect(rounds.reduce((sum, { dropped }) => sum + dropped, 0)).toBeGreaterThan(0)
    for (const { survivors, cohort } of rounds) expect(survivors).toBeLessThanOrEqual(cohort)
  })

  test.each([
    ["E_FILE", ["--csv", "nowhere.csv"]],
    ["E_USAGE", ["--csv", SAMPLE, "--owners", "none"]],
    ["E_USAGE", ["--csv", SAMPLE, "--dropout", "1"]],
    ["E_USAGE", ["--csv", SAMPLE, "--target", "A1", "--template", "credit-approval"]],
    ["E_USAGE", ["--csv", "package.json"]],
    ["E_USAGE", ["--owners", "3"]],
    ["D_UNKNOWN_TARGET", ["--csv", SAMPLE, "--target", "nothing"]],
    ["E_MODE_UNAVAILABLE", ["--csv", SAMPLE, "--template", "credit-approval", "--mode", "secure"]],
  ])("%s for %j", async (code, args) => {
    expect(await failureFrom(["simulate", ...args])).toMatchObject({ code, message: expect.any(String) })
  })
})

/** A table with a header: two numbers and a class that follows from one of them. */
function smallTable(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, row) => `${row},${(row * 7) % 5},${row % 3 === 0 ? "no" : "yes"}`,
  )
  return ["a,b,y", ...lines, ""].join("\n")
}
