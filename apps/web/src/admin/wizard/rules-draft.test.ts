import { RelayInfo } from "@tutti/protocol"
import { generateStudyKey } from "@tutti/sdk/admin"
import { creditApprovalStudy } from "@tutti/sdk/templates"
import { describe, expect, test } from "vitest"
import { ownersRange } from "../secure/owners-range.ts"
import { problemAt, stepOf } from "./draft.ts"
import {
  FIRST_RULES,
  knowsSumsOnly,
  leastProtectedOwners,
  type Makings,
  modeOf,
  type RulesDraft,
  studyIssues,
  studyOf,
  withSumsOnly,
} from "./rules-draft.ts"

const draft = creditApprovalStudy()
const relay = (modes: string[]) =>
  RelayInfo.parse({ version: "1", protocol: 1, modes, relayKey: "r".repeat(43) })
const makings: Makings = {
  key: await generateStudyKey((bytes) => new Uint8Array(bytes).fill(7)),
  relay: relay(["trusted", "secure"]),
}
const rulesFor = (owners: number, set: RulesDraft["set"] = {}): RulesDraft => ({
  mode: "secure",
  owners,
  set,
})
const issues = (rules: RulesDraft) => studyIssues(studyOf(draft, rules, makings), rules)

describe("who sees what", () => {
  test("is the secure mode unless the admin says otherwise, and protects by default", () => {
    const study = studyOf(draft, FIRST_RULES, makings)
    expect(study.mode).toBe("secure")
    expect(study.secure).toMatchObject({
      studyKey: makings.key.publicKey,
      relayKey: "r".repeat(43),
      minimumCohort: 10,
    })
    expect(studyIssues(study, FIRST_RULES)).toEqual([])
  })

  test("is the trusted mode by choice, and on a relay that offers no other", () => {
    expect(modeOf({ ...FIRST_RULES, mode: "trusted" }, makings)).toBe("trusted")
    expect(modeOf(FIRST_RULES, { ...makings, relay: relay(["trusted"]) })).toBe("trusted")
    expect(studyOf(draft, { ...FIRST_RULES, mode: "trusted" }, makings)).toEqual(draft)
  })

  test("keeps what the admin set when the number of owners changes, and adapts the rest", () => {
    expect(studyOf(draft, rulesFor(60), makings).secure).toMatchObject({ minimumCohort: 20, clipNorm: 4 })
    expect(studyOf(draft, rulesFor(60, { clipNorm: 2 }), makings).secure).toMatchObject({
      minimumCohort: 20,
      clipNorm: 2,
    })
  })
})

describe("what keeps the rules from being signed", () => {
  test("nothing, for three owners and for ten thousand", () => {
    expect(issues(rulesFor(3))).toEqual([])
    expect(issues(rulesFor(10_000))).toEqual([])
  })

  test("two owners: each would learn the other's numbers", () => {
    expect(problemAt(issues(rulesFor(2)), ["owners"])).toMatchObject({ kind: "too-small", least: 3 })
  })

  test("an empty or broken number of owners", () => {
    for (const owners of [Number.NaN, 12.5]) {
      const found = issues(rulesFor(owners, { minimumCohort: 10 }))
      expect(problemAt(found, ["owners"])).toEqual({ kind: "not-whole" })
    }
  })

  test("a sum of so few that the corrupt owners could split it: the least is named", () => {
    const found = issues(rulesFor(60, { minimumCohort: 12 }))
    expect(problemAt(found, ["secure", "minimumCohort"])).toEqual({
      kind: "too-small",
      least: 20,
      exclusive: false,
    })
    expect(found.map(stepOf)).toEqual(["review"])
  })

  test("a plan that sums cannot follow, until it is mended", () => {
    const sequential = { ...draft, training: { ...draft.training, scheme: "sequential" as const } }
    expect(knowsSumsOnly(sequential)).toBe(false)
    const found = studyIssues(studyOf(sequential, FIRST_RULES, makings), FIRST_RULES)
    expect(found.map(stepOf)).toEqual(["training"])
    const mended = withSumsOnly(sequential)
    expect(studyIssues(studyOf(mended, FIRST_RULES, makings), FIRST_RULES)).toEqual([])
  })
})

describe("how many owners signed rules hold for", () => {
  test("from the smallest sum to three times as many", () => {
    const { secure } = studyOf(draft, FIRST_RULES, makings)
    if (secure === undefined) throw new Error("a secure study")
    expect(ownersRange(secure)).toEqual({ least: 10, most: 30 })
  })

  test("with one in ten allowed to drop out, ten in every sum need eleven expected", () => {
    const { secure } = studyOf(draft, rulesFor(10), makings)
    if (secure === undefined) throw new Error("a secure study")
    expect(secure.minimumCohort).toBeLessThan(10)
    expect(leastProtectedOwners(secure)).toBe(11)
    expect(studyOf(draft, rulesFor(11), makings).secure?.minimumCohort).toBe(10)
  })
})
