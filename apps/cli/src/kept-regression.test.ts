import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { StudyHash, StudyId } from "@tutti/protocol"
import type { PartyRecord } from "@tutti/sessions/regression"
import { expect, onTestFinished, test } from "vitest"
import { regressionRecords } from "./kept-regression.ts"

const study = StudyId.parse("abcdefgh01234567")
const record: PartyRecord = {
  studyHash: StudyHash.parse("a".repeat(64)),
  rosterRoot: "r".repeat(43),
  lastRun: 3,
  data: [{ statistics: "a hash", begun: 2, finished: false }],
  closing: {
    run: 3,
    statistics: "a hash",
    round: {
      index: 1,
      parties: 2,
      transcript: "t".repeat(43),
      frame: "ZnJhbWU",
      key: "123456789012345678901234567890",
      pads: [["1", "2"], []],
      constants: ["-5", "0"],
      opened: [{ name: "rows", values: ["24"] }],
    },
    lastKeys: [[0, "k".repeat(43)]],
  },
  report: null,
  ledger: { lastRound: 0, contributions: 0, finishedRound: 0, transcript: new Uint8Array(32).fill(9) },
}

test("[G12] a record of a regression is read as it was written, a run in its last round with it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tutti-kept-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const records = regressionRecords(folder)
  expect(await records.load(study)).toBeNull()
  await records.save(study, record)
  expect(await regressionRecords(folder).load(study)).toEqual(record)
  await records.save(study, { ...record, closing: null, report: { run: 3, sealed: "c2VhbGVk" } })
  expect(await records.load(study)).toMatchObject({ closing: null, report: { run: 3 } })
  // Another kind of record, or half of one, is no reason to begin anew.
  const path = join(folder, `${study}.json`)
  await writeFile(path, (await readFile(path, "utf8")).replace("regression-record", "secure-record"))
  await expect(records.load(study)).rejects.toMatchObject({ code: "E_FILE" })
})
