import { generateIdentity } from "@tutti/crypto"
import { type FrozenRoster, type RelayMessage, StudyId, type StudySpec } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { cohort, NUMBER_COLUMNS, numberDataset, numberStudy, unsafeSeededRandom } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { hashStudy } from "../../committed.ts"
import {
  freezeRoster,
  MemoryRecords,
  ScriptedRelay,
  secureSpec,
  signPolicy,
  studyKey,
} from "./scripted-relay.ts"

type Admitted = Extract<RelayMessage, { kind: "admitted" }>

const { alice, bob, carol, dave, eve } = await cohort("alice", "bob", "carol", "dave", "eve")
const people = [alice, bob, carol, dave]
const otherKey = await generateIdentity({ name: "noble", random: unsafeSeededRandom("another study key") })

const asStudy = (spec: StudySpec) => ({ spec, studyHash: hashStudy(spec) })
const weaker: StudySpec = {
  ...secureSpec,
  ...(secureSpec.secure && { secure: { ...secureSpec.secure, minimumCohort: 2 } }),
}
const ofAnother: StudySpec = {
  ...secureSpec,
  ...(secureSpec.secure && {
    secure: { ...secureSpec.secure, studyKey: toBase64url(otherKey.publicKey) },
  }),
}

const attacks: [string, Partial<Admitted>, string | undefined][] = [
  ["a trusted study behind a link with a study key", asStudy(numberStudy()), "of the link"],
  [
    "a trusted study with a policy signature",
    { ...asStudy(numberStudy()), policySignature: await signPolicy(numberStudy()) },
    "of the link",
  ],
  ["a secure study behind a link without one", {}, undefined],
  [
    "a study of another key, which that key has signed",
    { ...asStudy(ofAnother), policySignature: await signPolicy(ofAnother, otherKey) },
    "of the link",
  ],
  ["an unsigned policy", { policySignature: undefined }, "of the link"],
  [
    "a policy that another key has signed",
    { policySignature: await signPolicy(secureSpec, otherKey) },
    "of the link",
  ],
  [
    "weaker rules under the signature of the right ones",
    { ...asStudy(weaker), policySignature: await signPolicy(secureSpec) },
    "of the link",
  ],
  ["a signature that is none", { policySignature: "A".repeat(86) }, "of the link"],
]

const right = await freezeRoster(people)
const rosters = {
  "another key's signature": [await freezeRoster(people, { by: otherKey }), "E_SA_ROSTER"],
  "another study's roster": [await freezeRoster(people, { spec: weaker }), "E_SA_ROSTER"],
  "one owner twice": [
    { ...right, identityKeys: [...right.identityKeys.slice(0, 1), ...right.identityKeys] },
    "E_SA_ROSTER",
  ],
  "another order": [{ ...right, identityKeys: [...right.identityKeys].reverse() }, "E_SA_ROSTER"],
  "a version that was not signed": [{ ...right, version: 2 }, "E_SA_ROSTER"],
  "too few owners for any sum": [await freezeRoster([alice, bob]), "E_TOO_FEW_OWNERS"],
  "the others alone": [await freezeRoster([bob, carol, dave, eve]), "E_ROSTER_CLOSED"],
} as const

const seconds: [string, FrozenRoster][] = [
  ["with a stranger more", await freezeRoster([...people, eve])],
  ["with one owner less", await freezeRoster([alice, bob, carol])],
  ["of a later version", await freezeRoster(people, { version: 2 })],
]

describe("[T51] the invite link alone decides the mode, and whose study it is", () => {
  test.each(attacks)("%s is E_POLICY, and nothing but the identity has left", async (_, changes, key) => {
    const relay = new ScriptedRelay(people)
    const link = key === undefined ? { studyKey: undefined } : {}
    const { participant } = relay.join(alice, { options: link })
    await relay.admit(alice, changes)
    expect(await participant.admitted).toEqual({ ok: false, refusal: "E_POLICY" })
    expect(participant.view()).toMatchObject({
      phase: "refused",
      refusal: { code: "E_POLICY" },
      secure: null,
    })
    expect(relay.said(alice)).toEqual(["identify"])
  })

  test("on a later connection it is checked again: another study is E_STUDY_CHANGED", async () => {
    const relay = new ScriptedRelay(people)
    const [seat] = await relay.assemble()
    relay.network.cut("alice")
    relay.network.mend("alice")
    await relay.admit(alice, { ...asStudy(weaker), policySignature: await signPolicy(weaker) })
    expect(seat?.participant.view()).toMatchObject({ phase: "refused", refusal: { code: "E_STUDY_CHANGED" } })
    expect(relay.said(alice)).toEqual(["identify", "enrol", "identify"])
  })

  test("rules that do not belong to the study's hash are E_STUDY_CHANGED", async () => {
    const relay = new ScriptedRelay(people)
    const { participant } = relay.join(alice)
    await relay.admit(alice, { spec: weaker })
    expect(await participant.admitted).toEqual({ ok: false, refusal: "E_STUDY_CHANGED" })
  })

  test.each(["at first", "on the next page"])(
    "the same study under another id, which would have a budget of its own, is E_STUDY_CHANGED %s",
    async (when) => {
      const relay = new ScriptedRelay(people)
      const [seat] = await relay.assemble()
      await relay.add(1, "statistics")
      seat?.participant.close()
      await relay.clock.advance(0)
      const records = when === "at first" || seat === undefined ? {} : { records: seat.records }
      const { participant } = relay.join(alice, records)
      await relay.admit(alice, { study: StudyId.parse("anotherwindows00"), roster: right })
      expect(await participant.admitted).toEqual({ ok: false, refusal: "E_STUDY_CHANGED" })
      expect(relay.said(alice).slice(-1)).toEqual(["identify"])
    },
  )

  test("a line that breaks while the signature is checked is let in by its next connection", async () => {
    const relay = new ScriptedRelay(people)
    let answer: (() => void) | undefined
    const asked: string[] = []
    const verify = () =>
      new Promise<boolean>((resolve) => {
        asked.push("verify")
        answer = () => resolve(true)
      })
    const { participant } = relay.join(alice, { secure: { verify } })
    await relay.admit(alice)
    relay.network.cut("alice")
    answer?.()
    await relay.clock.advance(0)
    expect(participant.view().phase).toBe("connecting")
    relay.network.mend("alice")
    await relay.admit(alice)
    answer?.()
    await relay.clock.advance(0)
    expect(await participant.admitted).toMatchObject({ ok: true })
    expect(asked).toHaveLength(2)
  })
})

describe("[T52] a machine that cannot do it does not take part", () => {
  test("without the ports of the secure mode: E_MODE_UNAVAILABLE", async () => {
    const relay = new ScriptedRelay(people)
    const { participant } = relay.join(alice, { secure: null })
    await relay.admit(alice)
    expect(await participant.admitted).toEqual({ ok: false, refusal: "E_MODE_UNAVAILABLE" })
    expect(relay.said(alice)).toEqual(["identify"])
  })

  test("where the record cannot be kept: E_RECORD, before anything is answered", async () => {
    const relay = new ScriptedRelay(people)
    const records = new MemoryRecords()
    records.fails = () => true
    const [seat] = await relay.assemble({ alice: { records } })
    expect(seat?.participant.view()).toMatchObject({ phase: "refused", refusal: { code: "E_RECORD" } })
    expect(seat?.faults).toEqual([new Error("the disk is full")])
  })
})

test("[T53] who agrees enrols: no row count, no column sum and no loss has a message to leave in", async () => {
  const relay = new ScriptedRelay(people)
  const seat = relay.join(alice)
  await relay.admit(alice)
  await relay.agree(seat)
  expect(relay.heard.map(({ message }) => message)).toEqual([
    expect.objectContaining({ kind: "identify" }),
    { kind: "enrol", studyHash: hashStudy(secureSpec) },
  ])
})

test("[T53] a refused enrolment is answered, and is no end", async () => {
  const relay = new ScriptedRelay(people)
  const { participant } = relay.join(alice)
  await relay.admit(alice)
  const answer = participant.ready(numberDataset(NUMBER_COLUMNS, [{ features: [1, 2], target: 3 }]))
  await relay.clock.advance(0)
  relay.say("alice", { kind: "refused", code: "E_ROSTER_CLOSED", of: "enrol" })
  await relay.clock.advance(0)
  expect(await answer).toEqual({ ok: false, refusal: "E_ROSTER_CLOSED" })
  expect(participant.view().phase).toBe("admitted")
})

describe("[T54] the roster is the one that the study key has signed first, with this owner in it", () => {
  test.each(Object.entries(rosters))("%s is refused for good", async (_, [roster, code]) => {
    const relay = new ScriptedRelay(people)
    const seat = relay.join(alice)
    await relay.admit(alice)
    await relay.agree(seat)
    relay.say("alice", {
      kind: "roster-frozen",
      roster: { ...roster, identityKeys: [...roster.identityKeys] },
    })
    await relay.clock.advance(0)
    expect(seat.participant.view()).toMatchObject({ phase: "refused", refusal: { code }, secure: null })
    expect(seat.records.kept).toBeNull()
    expect(relay.said(alice)).toEqual(["identify", "enrol"])
  })

  test.each(Object.entries(rosters))("%s is refused at the door, too", async (_, [roster, code]) => {
    const relay = new ScriptedRelay(people)
    const { participant } = relay.join(alice)
    await relay.admit(alice, { roster: { ...roster, identityKeys: [...roster.identityKeys] } })
    expect(await participant.admitted).toEqual({ ok: false, refusal: code })
  })

  test("the same roster again changes nothing", async () => {
    const relay = new ScriptedRelay(people)
    const [seat] = await relay.assemble()
    const before = seat?.participant.view().secure
    await relay.freeze(right)
    expect(seat?.participant.view().secure).toBe(before)
    expect(seat?.records.saved).toHaveLength(1)
  })

  test.each(seconds)(
    "a second one %s is E_SA_ROSTER, although the study key has signed it",
    async (_, roster) => {
      const relay = new ScriptedRelay(people)
      const [seat] = await relay.assemble()
      relay.say("alice", { kind: "roster-frozen", roster })
      await relay.clock.advance(0)
      expect(seat?.participant.view()).toMatchObject({ phase: "refused", refusal: { code: "E_SA_ROSTER" } })
    },
  )

  test("nor on a new connection, nor on a new page, by the record", async () => {
    const other = await freezeRoster([...people, eve])
    const relay = new ScriptedRelay(people)
    const [seat] = await relay.assemble()
    relay.network.cut("alice")
    relay.network.mend("alice")
    await relay.admit(alice, { roster: other })
    expect(seat?.participant.view()).toMatchObject({ phase: "refused", refusal: { code: "E_SA_ROSTER" } })
    await relay.clock.advance(0)
    const again = relay.join(alice, { ...(seat && { records: seat.records }) })
    await relay.admit(alice, { roster: other })
    expect(await again.participant.admitted).toEqual({ ok: false, refusal: "E_SA_ROSTER" })
  })

  test("a study that has changed since the record was made is E_STUDY_CHANGED, whoever has signed it", async () => {
    const relay = new ScriptedRelay(people)
    const [seat] = await relay.assemble()
    seat?.participant.close()
    await relay.clock.advance(0)
    const again = relay.join(alice, { ...(seat && { records: seat.records }) })
    const longer: StudySpec = { ...secureSpec, title: "Prices of doors" }
    await relay.admit(alice, {
      ...asStudy(longer),
      policySignature: await signPolicy(longer),
      roster: await freezeRoster(people, { spec: longer }),
    })
    expect(await again.participant.admitted).toEqual({ ok: false, refusal: "E_STUDY_CHANGED" })
  })
})

test("[T54] the safety number is that of the study key and the roster, and of no other", async () => {
  const number = async (roster: readonly (typeof alice)[]) => {
    const relay = new ScriptedRelay(people)
    const { participant } = relay.join(alice)
    await relay.admit(alice, { roster: await freezeRoster(roster) })
    return participant.view().secure?.safetyNumber
  }
  expect(await number(people)).toBe(await number([...people].reverse()))
  expect(await number(people)).not.toBe(await number([...people, eve]))
  expect(toBase64url(studyKey.publicKey)).not.toBe(toBase64url(otherKey.publicKey))
})
