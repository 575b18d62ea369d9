import { StudySpec } from "@tutti/protocol"
import { policyProblem } from "@tutti/sessions/training"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { creditApprovalStudy, secureStudy } from "./index.ts"

const keys = { studyKey: "s".repeat(43), relayKey: "r".repeat(43) }
const made = (owners: number, asked = {}) => {
  const { secure } = StudySpec.parse(secureStudy(creditApprovalStudy(), { ...keys, owners, ...asked }))
  if (secure === undefined) throw new Error("a secure study has a policy")
  return secure
}

describe("secureStudy", () => {
  test("so many owners can keep the rules that are made for them", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 10_000 }),
        fc.integer({ min: 0, max: 2_500 }),
        fc.integer({ min: 0, max: 5_000 }),
        (owners, corruptPerTenThousand, dropoutPerTenThousand) => {
          const policy = made(owners, { corruptPerTenThousand, dropoutPerTenThousand })
          expect(policyProblem(policy, owners)).toBeNull()
        },
      ),
    )
  })

  test.each([
    [3, 3, "nobody may be missing"],
    [10, 6, "ten with a drop-out are nine: a demonstration, opened by its threshold"],
    [12, 10, "twelve with one drop-out are protective"],
    [100, 34, "a third of the roster"],
    [653, 218, "a third of the roster"],
  ])("%i owners: %i at least (%s)", (owners, least) => {
    expect(made(owners).minimumCohort).toBe(least)
  })

  test("what is asked for wins, and a sequential plan becomes a parallel one", () => {
    expect(made(10, { clipNorm: 1, dropoutPerTenThousand: 0 })).toMatchObject({
      clipNorm: 1,
      minimumCohort: 10,
    })
    const plan = creditApprovalStudy({ training: { scheme: "sequential" } })
    expect(secureStudy(plan, { ...keys, owners: 10 })).toMatchObject({
      mode: "secure",
      training: { scheme: "parallel" },
      secure: { corruptPerTenThousand: 500, dropoutPerTenThousand: 1_000, weightCap: 8, ...keys },
    })
  })

  test("the budget holds every round, the statistics, the last measurement and some that fail", () => {
    const { maxContributions } = made(10)
    expect(maxContributions).toBeGreaterThanOrEqual(30 + 2)
    expect(maxContributions).toBeLessThan(2 * 30)
  })
})
