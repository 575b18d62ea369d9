import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { SimulationReport } from "../simulate/report.ts"
import { failureFrom, resultOf, runTutti } from "../testing.ts"

const SAMPLE = "public/samples/credit-synthetic.csv"
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tutti-simulate-"))
})
afterAll(() => rm(folder, { recursive: true }))

async function simulated(...args: string[]): Promise<SimulationReport> {
  return SimulationReport.parse(await resultOf(["simulate", "--csv", SAMPLE, ...args]))
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
    const again = await runTutti(["simulate", "--csv", SAMPLE, ...args, "--json"])
    expect(JSON.parse(again.stdout)).toMatchObject({ modelHash: report.modelHash, accuracy: report.accuracy })
  })

  test("more owners than rows: everybody holds one, none of them a held-out row", async () => {
    const csv = join(folder, "few.csv")
    await writeFile(csv, smallTable(12))
    const args = ["simulate", "--csv", csv, "--target", "y", "--owners", "14", "--rounds", "1"]
    const { rows: dealt, accuracy } = SimulationReport.parse(await resultOf(args))
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

  test("secure: what the trusted mode learns, although the relay sees sums alone", async () => {
    const args = ["--owners", "5", "--rounds", "3", "--seed", "7"]
    const [secure, trusted] = [await simulated(...args, "--mode", "secure"), await simulated(...args)]
    expect(secure).toMatchObject({ mode: "secure", owners: 5, abandoned: [] })
    expect(secure.rounds.map(({ round, cohort, survivors }) => [round, cohort, survivors])).toEqual([
      [1, 5, 5],
      [2, 5, 5],
      [3, 5, 5],
    ])
    for (const [index, { trainLoss, validationLoss }] of secure.rounds.entries()) {
      expect(trainLoss).toBeCloseTo(trusted.rounds[index]?.trainLoss ?? Number.NaN, 3)
      expect(validationLoss).toBeCloseTo(trusted.rounds[index]?.validationLoss ?? Number.NaN, 3)
    }
    expect(secure.loss).toBeCloseTo(trusted.loss, 3)
  })

  test("secure: owners leave at every step of a sum, and only those whose vectors came count", async () => {
    const size = ["--owners", "20", "--rounds", "3", "--dropout", "0.1", "--seed", "5"]
    const { rounds, abandoned } = await simulated(...size, "--mode", "secure")
    expect(rounds.length + abandoned.length).toBeGreaterThanOrEqual(3)
    expect(rounds).toHaveLength(3)
    expect(rounds.flatMap(({ dropOuts }) => dropOuts).length).toBeGreaterThan(0)
    for (const { survivors, cohort, dropped, dropOuts } of rounds) {
      expect(dropOuts).toHaveLength(dropped)
      const gone = dropOuts.filter(({ phase }) => phase !== "after vector").length
      expect(survivors).toBeLessThanOrEqual(cohort)
      expect(survivors).toBeGreaterThanOrEqual(cohort - gone)
    }
  })

  test("a failure with --json: exit status 1, and its code, sentence and side on standard output", async () => {
    const { status, stdout, stderr } = await runTutti(["simulate", "--csv", "nowhere.csv", "--json"])
    expect([status, stderr]).toEqual([1, ""])
    expect(JSON.parse(stdout)).toEqual({
      error: { code: "E_FILE", message: "Cannot read nowhere.csv.", side: "sender" },
    })
  })

  test.each([
    ["E_USAGE", ["--csv", SAMPLE, "--owners", "none"]],
    ["E_USAGE", ["--csv", SAMPLE, "--dropout", "1"]],
    ["E_USAGE", ["--csv", SAMPLE, "--target", "A1", "--template", "credit-approval"]],
    ["E_USAGE", ["--csv", "package.json"]],
    ["E_USAGE", ["--owners", "3"]],
    ["D_UNKNOWN_TARGET", ["--csv", SAMPLE, "--target", "nothing"]],
    ["E_TOO_FEW_OWNERS", ["--csv", SAMPLE, "--mode", "secure", "--owners", "2"]],
    ["E_USAGE", ["--csv", SAMPLE, "--mode", "secure", "--scheme", "sequential"]],
  ])("%s for %j", async (code, args) => {
    expect(await failureFrom(["simulate", ...args])).toMatchObject({ code })
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
