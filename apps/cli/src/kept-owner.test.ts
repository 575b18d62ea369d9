import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { StudyHash, StudyId } from "@tutti/protocol"
import { afterEach, beforeEach, expect, test } from "vitest"
import { keptOwner } from "./kept-owner.ts"

const study = StudyId.parse("abcdefgh01234567")
const record = {
  studyHash: StudyHash.parse("a".repeat(64)),
  rosterRoot: "r".repeat(43),
  ledger: { lastRound: 7, contributions: 5, finishedRound: 6, transcript: new Uint8Array(32).fill(9) },
  statisticsOpened: 1,
  statisticsOf: "a hash",
  statisticsFinished: true,
  standard: null,
}
let folder: string

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "tutti-kept-")), "owner")
})
afterEach(() => rm(join(folder, ".."), { recursive: true }))

test("the same folder is the same owner, with the record that was saved last", async () => {
  const first = await keptOwner(folder)
  expect(await first.records.load(study)).toBeNull()
  await first.records.save(study, record)
  await first.records.save(study, { ...record, statisticsOpened: 2 })
  const again = await keptOwner(folder)
  expect(again.identity.participant).toBe(first.identity.participant)
  expect(await again.records.load(study)).toEqual({ ...record, statisticsOpened: 2 })
})

test("nobody else may read it", async () => {
  await keptOwner(folder)
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  expect((await stat(join(folder, "owner.json"))).mode & 0o777).toBe(0o600)
})

test("what cannot be read is E_FILE and stays as it is: a ledger that begins anew would forget what was sent", async () => {
  const { records } = await keptOwner(folder)
  const path = join(folder, `${study}.json`)
  await writeFile(path, "{}")
  await expect(records.load(study)).rejects.toMatchObject({ code: "E_FILE" })
  await writeFile(join(folder, "owner.json"), "not JSON")
  await expect(keptOwner(folder)).rejects.toMatchObject({ code: "E_FILE" })
  expect([await readFile(path, "utf8"), await readFile(join(folder, "owner.json"), "utf8")]).toEqual([
    "{}",
    "not JSON",
  ])
})
