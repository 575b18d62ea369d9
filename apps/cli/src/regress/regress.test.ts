import { existsSync, readFileSync } from "node:fs"
import { parseTableText, type Table } from "@tutti/data"
import type { RegressionOpening } from "@tutti/protocol"
import { BOSTON_NAMES, bostonColumns, bostonOracle, expectOracle } from "@tutti/regression/scenarios"
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { type Machines, startMachines } from "./machines.ts"
import { regressOn, reportOf } from "./regress.ts"
import { Rehearsal } from "./rehearsal.ts"

const oracles = new URL("../../../../../shared/oracles/", import.meta.url)

/** What another program computed: as it is in the repository, and as that program printed it where that is at hand. */
function oraclesOf(kind: "plain" | "scaled", file: string): (typeof bostonOracle)["plain"][] {
  const url = new URL(file, oracles)
  return [bostonOracle[kind], ...(existsSync(url) ? [JSON.parse(readFileSync(url, "utf8"))] : [])]
}

function tableOf(names: readonly string[], columns: readonly (readonly number[])[]): Table {
  const lines = (columns[0] ?? []).map((_, row) => columns.map((cells) => String(cells[row])).join(","))
  const parsed = parseTableText([names.join(","), ...lines, ""].join("\n"))
  if (!parsed.ok) throw new Error("no table")
  return parsed.table
}

let machines: Machines | undefined
const there = (): Machines => {
  if (machines === undefined) throw new Error("the machines run within tests only")
  return machines
}
beforeAll(async () => {
  machines = await startMachines({ withDealer: true })
}, 60_000)
afterAll(() => machines?.stop())

const boston = tableOf(BOSTON_NAMES, bostonColumns())
const whole = { table: boston, target: "medv", owners: 4, acceptsDetermined: false } as const

describe("the housing data over real sockets, against statsmodels", () => {
  test("coefficients opened, with a dealer in a process of its own: within the bars", async () => {
    const { table, report } = await regressOn(there(), { ...whole, opening: "coefficients" })
    for (const oracle of oraclesOf("plain", "boston_ols.json")) expectOracle(table, oracle)
    expect(report).toMatchObject({ n: 506, owners: 4, rounds: 5, run: 1, endedRuns: [] })
    expect(report.bytesPerParty).toBeLessThanOrEqual(130_000)
    expect(report.opened).toEqual([
      "rows",
      "magnitude sample",
      "coefficients",
      "variance factors",
      "residual sum of squares",
      "total sum of squares",
    ])
  })

  test("columns of other scales, coefficients opened", async () => {
    const scaled = tableOf(BOSTON_NAMES, bostonColumns(bostonOracle.scaledChecks.scales))
    const { table } = await regressOn(there(), { ...whole, table: scaled, opening: "coefficients" })
    for (const oracle of oraclesOf("scaled", "boston_ols_seed_scaled.json")) expectOracle(table, oracle)
  })

  test("sums opened: no dealer, and the same table", async () => {
    const { table, report } = await regressOn(there(), { ...whole, opening: "aggregate" })
    for (const oracle of oraclesOf("plain", "boston_ols.json")) expectOracle(table, oracle)
    expect(report).toMatchObject({ opened: ["rows", "sums of products"], transcript: null })
    expect(report.bytesPerParty).toBeLessThan(10_000)
  })
})

test("an owner that leaves in mid-run ends it by name; the next run has fresh material, and the table", async () => {
  const few = { features: ["rm", "lstat"], owners: 3, acceptsDetermined: true }
  const rehearsal = await Rehearsal.begin({ ...whole, ...few, opening: "coefficients" }, there())
  onTestFinished(() => rehearsal.close())
  const [leaver] = rehearsal.owners
  if (leaver === undefined) throw new Error("three owners were asked for")
  leaver.party.onView(({ run }) => {
    if (run?.step === "frames" && run.round === 2) leaver.close()
  })
  await expect(rehearsal.run()).rejects.toMatchObject({ code: "E_STUDY_FAILED", side: "relay" })
  await leaver.join()
  await rehearsal.everybodyThere()
  const { report } = await reportOf(rehearsal, await rehearsal.run())
  expect(report).toMatchObject({ run: 2, endedRuns: [{ run: 1, reason: "party-gone" }], n: 506, rounds: 5 })
  // Computed by numpy's lstsq.
  const truth = [-1.35827281187454, 5.0947879843365, -0.6423583342441294]
  for (const [at, coef] of truth.entries()) expect(report.terms[at]?.coef).toBeCloseTo(coef, 8)
})

describe("what cannot be regressed is refused by name", () => {
  const [rm = [], lstat = [], medv = []] = ["rm", "lstat", "medv"].map(
    (name) => bostonColumns()[BOSTON_NAMES.indexOf(name)] ?? [],
  )
  const refused = (opening: RegressionOpening, names: readonly string[], columns: readonly number[][]) =>
    expect(
      regressOn(there(), {
        table: tableOf([...names, "medv"], [...columns, medv.slice(0, columns[0]?.length)]),
        target: "medv",
        owners: 3,
        opening,
        acceptsDetermined: true,
      }),
    ).rejects

  test("a column that depends on others: named", async () => {
    const twice = rm.map((value, row) => Math.round(1000 * (value + (lstat[row] ?? 0))) / 1000)
    const dependent = { code: "E_RG_COLLINEAR", message: expect.stringContaining("column both") }
    for (const opening of ["coefficients", "aggregate"] as const)
      await refused(opening, ["rm", "lstat", "both"], [rm, lstat, twice]).toMatchObject(dependent)
  })

  test("a column that is constant: named", async () => {
    const constant = { code: "E_RG_CONSTANT", message: expect.stringContaining("column one") }
    await refused("coefficients", ["rm", "one"], [rm, rm.map(() => 7)]).toMatchObject(constant)
  })

  test("not more rows than coefficients", async () => {
    const few = [rm.slice(0, 3), lstat.slice(0, 3)]
    await refused("coefficients", ["rm", "lstat"], few).toMatchObject({ code: "E_RG_ROWS" })
  })

  test("coarse columns, whose table determines the sums, unless that is accepted", async () => {
    const options = { ...whole, features: ["chas", "rad"], opening: "coefficients" } as const
    await expect(regressOn(there(), options)).rejects.toMatchObject({ code: "E_RG_DETERMINED" })
  })
})
