import { generateIdentity } from "@tutti/crypto"
import { cohort, numberStudy, type Person, unsafeSeededRandom } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { newStudy } from "../committed.ts"
import { enrolledOwners } from "../coordinator/freezing.ts"
import { resume } from "../coordinator/resume.ts"
import { step } from "../coordinator/step.ts"
import { frozenRoster, SecureStage } from "./secure-stage.ts"

const people = await cohort("alice", "bob", "carol", "mallory")
const { alice, bob, carol, mallory } = people
const honest: readonly Person[] = [alice, bob, carol]

async function gathered(owners: readonly Person[] = honest) {
  const stage = await SecureStage.of()
  for (const person of owners) await stage.enter(person)
  const enrolled = () => enrolledOwners(stage.coordinator.state())
  return { stage, enrolled }
}

test("[T35] nothing starts before the roster is frozen", async () => {
  const { stage } = await gathered()
  expect(await stage.command("start")).toBe("E_NOT_FROZEN")
  expect(await stage.command("next-round")).toBe("E_NOT_FROZEN")
  expect(stage.records.map(({ kind }) => kind)).toEqual(["owner-known", "owner-known", "owner-known"])
})

test("[T35] who has enrolled and not left would be in the roster, in the order of participant ids", async () => {
  const { stage, enrolled } = await gathered(Object.values(people))
  const ids = enrolled().map(({ participant }) => participant)
  expect(ids).toEqual(
    Object.values(people)
      .map(({ participant }) => participant)
      .sort(),
  )
  stage.say(mallory, { kind: "leave" })
  await stage.clock.advance(0)
  expect(enrolled().map(({ label }) => label)).not.toContain("mallory")
})

test("[T35] a frozen roster is written, told to everybody, and there for whoever comes back", async () => {
  const { stage, enrolled } = await gathered()
  const roster = await frozenRoster(stage.spec, enrolled())
  expect(await stage.freeze(roster)).toBeNull()
  expect(stage.committed.roster).toEqual(roster)
  expect(stage.log.map(({ kind }) => kind)).toContain("roster-frozen")
  const owner = await stage.enter(alice)
  expect(owner.heard("admitted")).toMatchObject([
    { roster, policySignature: stage.committed.policySignature, returning: true },
  ])
  const toBob = await stage.enter(bob)
  expect(toBob.heard("waiting").at(-1)).toMatchObject({ for: "admin" })
})

describe("[T35] a roster is refused and changes nothing", () => {
  const someone = generateIdentity({ name: "noble", random: unsafeSeededRandom("not the admin") })

  test("signed by another key: E_ROSTER", async () => {
    const { stage, enrolled } = await gathered()
    expect(await stage.freeze(await frozenRoster(stage.spec, enrolled(), await someone))).toBe("E_ROSTER")
    expect(stage.committed.roster).toBeNull()
  })

  test("with an owner that has not enrolled: E_ROSTER", async () => {
    const { stage, enrolled } = await gathered()
    const stranger = { ...mallory, identityKey: keyOf(await gathered([mallory])) }
    const four = [...enrolled(), stranger].sort((one, other) =>
      one.participant < other.participant ? -1 : 1,
    )
    expect(await stage.freeze(await frozenRoster(stage.spec, four))).toBe("E_ROSTER")
    expect(stage.committed.roster).toBeNull()
  })

  test("in another order: E_ROSTER", async () => {
    const { stage, enrolled } = await gathered()
    expect(await stage.freeze(await frozenRoster(stage.spec, enrolled().reverse()))).toBe("E_ROSTER")
  })

  test("of too few owners for the signed policy: E_TOO_FEW_OWNERS", async () => {
    const { stage, enrolled } = await gathered()
    expect(await stage.freeze(await frozenRoster(stage.spec, enrolled().slice(1)))).toBe("E_TOO_FEW_OWNERS")
  })

  test("of more owners than its minimum cohort protects: E_POLICY", async () => {
    const stage = await SecureStage.of({ minimumCohort: 3, corruptPerTenThousand: 3_300 })
    const more = await cohort("o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8", "o9", "o10")
    for (const person of Object.values(more)) await stage.enter(person)
    expect(await stage.freeze()).toBe("E_POLICY")
  })

  test("a second one: E_WRONG_STATE", async () => {
    const { stage, enrolled } = await gathered()
    expect(await stage.freeze()).toBeNull()
    expect(await stage.freeze(await frozenRoster(stage.spec, enrolled()))).toBe("E_WRONG_STATE")
  })

  test("after the study's end: E_STUDY_CLOSED", async () => {
    const { stage } = await gathered()
    await stage.command("stop")
    expect(await stage.freeze()).toBe("E_STUDY_CLOSED")
  })

  test("of a trusted study: E_WRONG_STATE", async () => {
    const { stage, enrolled } = await gathered()
    const roster = await frozenRoster(stage.spec, enrolled())
    const trusted = resume(newStudy(stage.committed.study, numberStudy()), 0).state
    const { state, effects } = step(trusted, { kind: "freeze", roster, nowMs: 0 })
    expect(effects).toEqual([{ kind: "refuse-command", code: "E_WRONG_STATE" }])
    expect(state.committed).toBe(trusted.committed)
  })
})

test("[T36] after the freeze a stranger is refused, and the study goes on without it", async () => {
  const { stage } = await gathered()
  expect(await stage.freeze()).toBeNull()
  const stranger = await stage.enter(mallory)
  expect(stranger.heard("refused")).toMatchObject([{ code: "E_ROSTER_CLOSED", of: "enrol" }])
  await stage.command("start")
  await stage.untilEnded()
  expect(stage.committed.rounds.map(({ cohort }) => cohort.length)).toEqual([3, 3])
  expect(stranger.put).toEqual([])
})

test("[T36] an owner that the admin left out is told so, and takes part in nothing", async () => {
  const { stage, enrolled } = await gathered(Object.values(people))
  const chosen = enrolled().filter(({ label }) => label !== "mallory")
  expect(await stage.freeze(await frozenRoster(stage.spec, chosen))).toBeNull()
  expect(stage.view().roster.find(({ label }) => label === "mallory")).toMatchObject({
    state: "excluded",
    code: "E_ROSTER_CLOSED",
  })
  await stage.command("start")
  await stage.untilEnded()
  expect(stage.committed.rounds.map(({ cohort }) => cohort.length)).toEqual([3, 3])
})

test("[T47] before the freeze everybody waits for the roster, with a count", async () => {
  const { stage } = await gathered([alice, bob])
  expect(stage.view().waiting).toMatchObject({ for: "roster", have: 2, need: 3, remainingMs: null })
  expect(stage.view().secure).toEqual({
    roster: null,
    owners: 2,
    colludersTolerated: 1,
    threshold: null,
    aggregation: null,
  })
  const owner = await stage.enter(carol)
  expect(owner.heard("waiting")).toMatchObject([{ for: "roster", have: 3, need: 3 }])
  await stage.freeze()
  expect(stage.view().waiting).toMatchObject({ for: "admin" })
  expect(stage.view().secure).toMatchObject({ owners: 3, colludersTolerated: 1, threshold: 3 })
})

function keyOf({ enrolled }: Awaited<ReturnType<typeof gathered>>): string {
  return enrolled()[0]?.identityKey ?? ""
}
