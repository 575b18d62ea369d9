import { describe, expect, test } from "vitest"
import { LOOKING, problemOfLink, problemOfOffer, problemOfRun } from "./departures.ts"

const ended = { run: 3, reason: "left", seat: "owner", code: null } as const

describe("[EI25] what a client is told when others go away", () => {
  test.each([
    [ended, "The model owner’s tab left in the middle of the run.", "owner"],
    [{ ...ended, seat: "dealer" as const }, "The dealer left in the middle of the run.", "dealer"],
    [
      { ...ended, reason: "deadline" as const },
      "The model owner’s tab was silent for too long in the middle of the run.",
      "owner",
    ],
    [
      { ...ended, reason: "deadline" as const, seat: null },
      "Somebody was silent for too long in the middle of the run.",
      "relay",
    ],
    [
      { ...ended, reason: "disconnected" as const, seat: null },
      "This tab lost its line to the relay in the middle of the run.",
      "relay",
    ],
  ])("%j: %s", (end, what, side) => {
    const problem = problemOfRun("E_IN_ABSENT", end)
    expect(problem).toMatchObject({ code: "E_IN_ABSENT", side, what })
    expect(problem.next).toContain("ask again")
  })

  test("before a run has begun nobody has left it, and what was refused keeps its own words", () => {
    expect(problemOfRun("E_IN_ABSENT", undefined).what).toBe(
      "The model owner or the dealer is not connected.",
    )
    const refused = { run: 3, reason: "refused", seat: "owner", code: "E_IN_SEAL" } as const
    expect(problemOfRun("E_IN_SEAL", refused)).toMatchObject({ code: "E_IN_SEAL" })
  })

  test("a withdrawn offer is over; a forgotten one may come back", () => {
    expect(problemOfLink("E_STUDY_UNKNOWN").what).toContain("This offer is over")
    expect(problemOfLink("E_INVITE_UNKNOWN").next).toContain("Reload this page")
    expect(LOOKING.next).toContain("goes on by itself")
    expect(problemOfOffer("E_STUDY_UNKNOWN").what).toContain("has withdrawn this offer")
  })
})
