import { expect, test } from "vitest"
import { protectionOf, protectionOfStudy } from "./protection.ts"
import { secureStudy, smallStudy } from "./study.fixture.ts"

const policy = secureStudy.secure
if (policy === undefined) throw new Error("a secure study has a policy")

test("before the freeze the promise is the one for the fewest owners, after it the one for all", () => {
  expect(protectionOf(policy, null)).toMatchObject({ owners: 10, isFrozen: false, fewest: 10, colluders: 1 })
  expect(protectionOf(policy, 60)).toMatchObject({ owners: 60, isFrozen: true, fewest: 10, colluders: 3 })
})

test("sums of fewer than ten owners are a demonstration, however many owners there are", () => {
  expect(protectionOf({ ...policy, minimumCohort: 10 }, null).isDemonstration).toBe(false)
  expect(protectionOf({ ...policy, minimumCohort: 9 }, 100).isDemonstration).toBe(true)
})

test("the trusted mode promises nothing of the kind", () => {
  expect(protectionOfStudy(smallStudy)).toBeNull()
  expect(protectionOfStudy(secureStudy)).toEqual(protectionOf(policy, null))
})
