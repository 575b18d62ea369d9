import { StudyHash } from "@tutti/protocol"
import { expect, test } from "vitest"
import type { SavedStudy } from "./archive.ts"
import { NO_HISTORY } from "./history.ts"
import { resumptionOf } from "./resume.ts"
import { smallStudy, studyHash, studyId } from "./study.fixture.ts"

const file = { kind: "file", name: "loans.csv", bytes: 900, sha256: "a".repeat(64), handle: null } as const
const saved: SavedStudy = {
  study: studyId,
  studyHash,
  spec: smallStudy,
  identity: null,
  label: "Bergen",
  choice: {
    source: file,
    reading: { delimiter: null, header: null },
    mapping: { columns: [null, null], target: null },
    byHand: false,
    fileColumns: ["a", "b"],
  },
  consentedAt: 1_700_000_000_000,
  history: { ...NO_HISTORY, round: 7 },
}

test("a browser that kept nothing begins anew", () => {
  expect(resumptionOf(null, studyHash)).toEqual({ kind: "new" })
})

test("data without an agreement is an unfinished beginning, whatever was mapped", () => {
  expect(resumptionOf({ ...saved, consentedAt: null }, studyHash)).toEqual({ kind: "unfinished" })
})

test("whoever agreed may continue in the round that was under way, with the same file picked again", () => {
  expect(resumptionOf(saved, studyHash)).toEqual({
    kind: "continue",
    round: 7,
    data: { kind: "pick", name: "loans.csv" },
  })
})

test("a part of the sample needs nothing but the click", () => {
  const choice = saved.choice && { ...saved.choice, source: { kind: "sample", part: 3 } as const }
  expect(resumptionOf({ ...saved, choice }, studyHash)).toMatchObject({ data: { kind: "sample" } })
})

test("a study that ended offers its result", () => {
  const history = { ...saved.history, outcome: { kind: "finished", bestRound: 6, lastRound: 9 } as const }
  expect(resumptionOf({ ...saved, history }, studyHash)).toMatchObject({ kind: "ended", outcome: "finished" })
})

test("another specification voids the consent, whatever else is kept", () => {
  const other = StudyHash.parse("6".repeat(64))
  expect(resumptionOf(saved, other)).toEqual({ kind: "changed" })
})
