import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseTableText } from "@tutti/data"
import { BOSTON_NAMES, bostonColumns } from "@tutti/regression/scenarios"
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest"
import { failureFrom, runTutti } from "../testing.ts"
import { type Machines, startMachines } from "./machines.ts"
import { found } from "./rehearsal.ts"

let machines: Machines | undefined
const there = (): Machines => {
  if (machines === undefined) throw new Error("the machines run within tests only")
  return machines
}
beforeAll(async () => {
  machines = await startMachines({ withDealer: true })
}, 60_000)
afterAll(() => machines?.stop())

const names = ["rm", "lstat", "medv"]
const columns = names.map((name) => bostonColumns()[BOSTON_NAMES.indexOf(name)] ?? [])
const lines = (columns[0] ?? []).map((_, row) => columns.map((cells) => String(cells[row])).join(","))
const csvOf = (rows: readonly string[]) => [names.join(","), ...rows, ""].join("\n")

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "tutti-party-"))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

/** A regression of medv, and the link that its owners open. */
async function invited(owners: number) {
  const parsed = parseTableText(csvOf(lines))
  if (!parsed.ok) throw new Error("no table")
  const founded = await found(there(), {
    table: parsed.table,
    target: "medv",
    owners,
    opening: "coefficients",
    acceptsDetermined: true,
  })
  const terms = { expiresInHours: 1, uses: owners }
  return { ...founded, link: await founded.client.invite(founded.study, terms, founded.studyKey.publicKey) }
}

test("tutti participant takes a link into a regression: two processes, one table, and the admin's is the same", async () => {
  const { client, study, studyKey, spec, suite, resultKey, link } = await invited(2)
  const path = await folder()
  const processes = [0, 1].map(async (owner) => {
    const csv = join(path, `${owner}.csv`)
    await writeFile(csv, csvOf(lines.filter((_, row) => row % 2 === owner)))
    const kept = ["--keep", join(path, `owner-${owner}`)]
    return runTutti([
      "participant",
      "--invite",
      link,
      "--csv",
      csv,
      ...kept,
      ...(owner === 0 ? ["--json"] : []),
    ])
  })
  const ready = new Promise<void>((resolve) => {
    const stop = client.watch(study, {
      onView: ({ owners, roster, dealer }) => {
        if (roster === null && owners.filter(({ state }) => state === "enrolled").length === 2)
          void client.freeze(study, studyKey)
        if (roster === null || dealer !== "there") return
        stop()
        resolve()
      },
      onRefused: () => {},
    })
  })
  await ready
  await client.command(study, "start")
  const [first, second] = await Promise.all(processes)
  expect([first?.status, second?.status]).toEqual([0, 0])
  const result = await client.result(study, spec, { suite, resultKey })
  if (!result.ok) throw new Error(result.code)
  const said = JSON.parse(first?.stdout ?? "")
  expect(said).toMatchObject({ phase: "finished", run: 1, transcript: result.transcript, ended: [] })
  expect(said.table.terms).toEqual(result.table.terms.map((term) => ({ ...term })))
  // Computed by numpy's lstsq.
  expect(said.table.terms[2].coef).toBeCloseTo(-0.6423583342441294, 8)
  expect(second?.stdout).toContain("Opened over all owners: rows, magnitude sample, coefficients")
  expect(second?.stdout).toContain("Safety number, to be compared with the admin's:")
  expect(second?.stdout).toMatch(/lstat\s+-0\.642/)
  // It cannot be forgotten: this data enters no other run.
  const record = JSON.parse(await readFile(join(path, "owner-0", `${study}.json`), "utf8"))
  expect(record).toMatchObject({
    file: "tutti/regression-record/1",
    lastRun: 1,
    closing: null,
    report: { run: 1 },
  })
}, 60_000)

test("a file that does not fit is refused by its line and column, before anything is sent", async () => {
  const { link, client, study } = await invited(2)
  const csv = join(await folder(), "rows.csv")
  await writeFile(csv, csvOf([...lines.slice(0, 4), "6.5,many,20"]))
  expect(await failureFrom(["participant", "--invite", link, "--csv", csv])).toMatchObject({
    code: "E_RG_NOT_A_NUMBER",
    side: "sender",
    message: expect.stringMatching(/line 6, column lstat/),
  })
  expect((await client.view(study)).owners).toEqual([])
})
