import { StudyHash, StudyId } from "@tutti/protocol"
import { expect, test } from "vitest"
import { defaultSecurePorts } from "./secure-ports.ts"

const study = StudyId.parse("abcdefgh01234567")

test("[T59] an identity that joins again in the same process goes on from its record, and no other does", async () => {
  const publicKey = new Uint8Array(32).fill(1)
  const record = {
    studyHash: StudyHash.parse("0".repeat(64)),
    rosterRoot: "root",
    ledger: { lastRound: 7, contributions: 5, finishedRound: 7, transcript: new Uint8Array(32) },
    statisticsOpened: 1,
    statisticsOf: "a hash",
    statisticsFinished: true,
    standard: null,
  }
  await defaultSecurePorts({ publicKey }).records.save(study, record)
  expect(await defaultSecurePorts({ publicKey: publicKey.slice() }).records.load(study)).toEqual(record)
  expect(await defaultSecurePorts({ publicKey: new Uint8Array(32) }).records.load(study)).toBeNull()
  expect(await defaultSecurePorts().records.load(study)).toBeNull()
})
