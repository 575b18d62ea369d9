import { generateIdentity, webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import type { PartyRelayMessage, RefusalCode, RegressionSpec } from "@tutti/protocol"
import { designOf } from "@tutti/regression/scenarios"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { rosterRoot } from "@tutti/secure-aggregation"
import { describe, expect, test } from "vitest"
import { hashBytes } from "../../secure/signed.ts"
import { openOutcome } from "../admin.ts"
import { regressionOutcome } from "../coordinator/view.ts"
import { regressionProblems } from "../policy.ts"
import { openReport, sealReport } from "../sealing/report.ts"
import { alice, bob, cast, dealer, erin, SMALL, smallParts } from "./houses.ts"
import { Stage } from "./stage.ts"

type Admitted = Extract<PartyRelayMessage, { kind: "admitted" }>

const OTHER_KEY = toBase64url(webRandom(32))
const OTHER_SIGNATURE = toBase64url(webRandom(64))

describe("[G15] a study is what its study key has signed, or nothing is said to it", () => {
  const lies: [string, (admitted: Admitted) => Partial<Admitted>, RefusalCode, RefusalCode][] = [
    [
      "another hash",
      () => ({ studyHash: "0".repeat(64) as Admitted["studyHash"] }),
      "E_STUDY_CHANGED",
      "E_STUDY_CHANGED",
    ],
    ["another signature", () => ({ policySignature: OTHER_SIGNATURE }), "E_POLICY", "E_POLICY"],
    [
      "a study that opens more",
      ({ spec: { dealerKey, ...spec } }) => ({ spec: { ...spec, opening: "aggregate" } }),
      "E_STUDY_CHANGED",
      "E_STUDY_CHANGED",
    ],
    [
      "another dealer",
      ({ spec }) => ({ spec: { ...spec, dealerKey: OTHER_KEY } }),
      "E_STUDY_CHANGED",
      "E_STUDY_CHANGED",
    ],
    [
      "another result key",
      ({ spec }) => ({ spec: { ...spec, resultKey: OTHER_KEY } }),
      "E_STUDY_CHANGED",
      "E_STUDY_CHANGED",
    ],
    [
      "another study key, which the owner's link does not name",
      ({ spec }) => ({ spec: { ...spec, secure: { ...spec.secure, studyKey: OTHER_KEY } } }),
      "E_POLICY",
      "E_STUDY_CHANGED",
    ],
  ]

  test.each(lies)("%s", async (_, lie, owners, dealers) => {
    const stage = await Stage.of({ design: SMALL, dealer })
    stage.mallory = (letter) => [
      letter.message.kind === "admitted" && letter.to === "party"
        ? { ...letter, message: { ...letter.message, ...lie(letter.message) } }
        : letter,
    ]
    const party = stage.join(alice)
    const dealing = await stage.deal(dealer)
    await stage.settle()
    expect(await party.admitted).toEqual({ ok: false, refusal: owners })
    expect(party.view().phase).toBe("refused")
    expect(dealing.view()).toMatchObject({ phase: "refused", refusal: dealers })
    expect(await dealing.over).toBe(dealers)
    expect(stage.letters.filter(({ to }) => to === "relay")).toEqual([])
  })

  test("a dealer deals for no study that names another one", async () => {
    const stage = await Stage.of({ design: SMALL, dealer })
    stage.mallory = (letter) => [letter]
    const stranger = await stage.deal(erin)
    expect(stranger.view()).toMatchObject({ phase: "refused", refusal: "E_POLICY" })
  })
})

describe("[G16] the parties are those whom the study key has frozen, once", () => {
  test("a roster of another signature, with one more or in another order is E_SA_ROSTER", async () => {
    for (const change of [
      (keys: readonly string[]) => ({ identityKeys: [...keys], signature: OTHER_SIGNATURE }),
      (keys: readonly string[]) => ({ identityKeys: [...keys, OTHER_KEY] }),
      (keys: readonly string[]) => ({ identityKeys: [...keys].reverse() }),
      () => ({ version: 2 }),
    ]) {
      const stage = await Stage.of({ design: SMALL, dealer })
      const dealing = await stage.deal(dealer)
      const [one, other] = smallParts(2)
      if (!one || !other) throw new Error("nobody has that part")
      const parties = [await stage.enter(alice, one), await stage.enter(bob, other)]
      stage.mallory = (letter) => {
        const { message } = letter
        if (message.kind !== "roster-frozen" || letter.to !== "party") return [letter]
        const roster = { ...message.roster, ...change(message.roster.identityKeys) }
        return [{ ...letter, message: { ...message, roster } }]
      }
      await stage.freeze()
      for (const party of parties)
        expect(party.view()).toMatchObject({ phase: "refused", refusal: "E_SA_ROSTER" })
      expect(dealing.view().refusal).toBe("E_SA_ROSTER")
    }
  })

  test("an owner that is not in it is told so, and no other joins", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    const late = stage.join(erin)
    await stage.settle()
    expect(late.view()).toMatchObject({ phase: "refused", refusal: "E_ROSTER_CLOSED" })
    expect(stage.committed.known.size).toBe(2)
  })

  test("a second roster is refused by whoever has seen the first, also after a reload", async () => {
    const { stage } = await cast({ design: SMALL, dealer }, smallParts(2))
    await stage.crash(alice)
    const kept = stage.partyRecords.get("alice")
    if (!kept) throw new Error("nothing was kept")
    stage.partyRecords.set("alice", { ...kept, rosterRoot: OTHER_KEY })
    const party = stage.join(alice)
    await stage.settle()
    expect(party.view()).toMatchObject({ phase: "refused", refusal: "E_SA_ROSTER" })
  })

  test("owners and dealer show one safety number", async () => {
    const { parties, dealing } = await cast({ design: SMALL, dealer }, smallParts(3))
    const numbers = [
      ...parties.map((party) => party.view().roster?.safetyNumber),
      dealing?.view().roster?.safetyNumber,
    ]
    expect(new Set(numbers).size).toBe(1)
    expect(numbers[0]).toMatch(/^(\d{5} ){11}\d{5}$/)
  })

  test("fewer owners than the study asks for, or one alone, are frozen by nobody", async () => {
    const stage = await Stage.of({ design: SMALL, dealer })
    const [one] = smallParts(1)
    if (one) await stage.enter(alice, one)
    expect(await stage.freeze()).toBe("E_TOO_FEW_OWNERS")
  })
})

describe("[G17] what cannot run, or must not without consent, is refused before anything leaves", () => {
  const binary = Array.from({ length: 30 }, (_, row) => row % 2)
  const third = Array.from({ length: 30 }, (_, row) => (row % 3 === 0 ? 1 : 0))
  const coarse = designOf(
    ["left", "right", "y"],
    [binary, third, binary.map((value, row) => value + (third[row] ?? 0))],
  )

  const specOf = async (changes: Partial<RegressionSpec>) =>
    (await Stage.of({ design: coarse, dealer, changes })).spec

  test("a design whose table determines the pooled sums runs only when the study says that it knows", async () => {
    expect(regressionProblems(await specOf({ acceptsDetermined: false }))).toEqual([
      { code: "E_RG_DETERMINED" },
    ])
    expect(regressionProblems(await specOf({ acceptsDetermined: true }))).toEqual([])
    const stage = await Stage.of({ design: coarse, dealer, changes: { acceptsDetermined: false } })
    const party = stage.join(alice)
    const dealing = await stage.deal(dealer)
    expect(await party.admitted).toEqual({ ok: false, refusal: "E_RG_DETERMINED" })
    expect(dealing.view().refusal).toBe("E_RG_DETERMINED")
    expect(stage.letters.filter(({ to }) => to === "relay")).toEqual([])
  })

  test("where sums are opened there is nothing to determine", async () => {
    const { spec } = await Stage.of({ design: coarse, changes: { acceptsDetermined: false } })
    expect(regressionProblems(spec)).toEqual([])
  })

  test("an impossible column is named", async () => {
    const design = { ...SMALL, target: { ...SMALL.target, bound: 1e30 } }
    const stage = await Stage.of({ design, dealer })
    const party = stage.join(alice)
    await stage.settle()
    expect(party.view()).toMatchObject({ phase: "refused", refusal: "E_RG_COLUMN", refusedColumn: "y" })
  })

  test("a dependent column ends the run, named to everybody, before any coefficient is open", async () => {
    const a = Array.from({ length: 30 }, (_, row) => (7 * row) % 11)
    const twice = a.map((value) => 2 * value)
    const y = a.map((value, row) => value + (row % 4))
    const design = designOf(["a", "twice", "y"], [a, twice, y])
    const { rowsOf, splitRows, statisticsOf } = await import("@tutti/regression/scenarios")
    const parts = splitRows(rowsOf([a, twice, y]), 2, (row) => row % 2).map((part) =>
      statisticsOf(design, part),
    )
    const { stage, parties } = await cast({ design, dealer }, parts)
    await stage.command("start")
    expect(stage.committed.ended).toMatchObject([
      { reason: "refused", code: "E_RG_COLLINEAR", column: "twice", from: ["a"] },
    ])
    expect(stage.sent("frame")).toHaveLength(4)
    for (const party of parties)
      expect(party.view().ended).toMatchObject([{ code: "E_RG_COLLINEAR", column: "twice" }])
  })

  test("commands that are not possible change nothing", async () => {
    const stage = await Stage.of({ design: SMALL, dealer })
    expect(await stage.command("start")).toBe("E_NOT_FROZEN")
    expect(await stage.command("pause")).toBe("E_WRONG_STATE")
    expect(await stage.command("stop")).toBeNull()
    expect(await stage.command("start")).toBe("E_STUDY_CLOSED")
    expect(await stage.command("stop")).toBe("E_STUDY_CLOSED")
    expect(stage.records.map(({ kind }) => kind)).toEqual(["stopped"])
  })
})

describe("[G18] the admin's table is every party's, or there is none", () => {
  async function finished() {
    const scene = await cast({ design: SMALL, dealer }, smallParts(3))
    const { stage } = scene
    await stage.command("start")
    const { studyHash, roster } = stage.committed
    const outcome = regressionOutcome(stage.committed)
    if (roster === null || outcome?.opening !== "coefficients") throw new Error("no run has finished")
    const study = { spec: stage.spec, studyHash, roster }
    const open = (reports: readonly string[]) =>
      openOutcome(study, { ...outcome, reports: [...reports] }, stage.adminTools)
    const root = rosterRoot(
      roster.version,
      roster.identityKeys.map((key) => fromBase64url(key) ?? new Uint8Array(0)),
    )
    const name = { studyHash: hashBytes(studyHash), rosterRoot: root, run: outcome.run }
    return { ...scene, study, outcome, open, name }
  }

  const bytesOf = (text: string) => Uint8Array.from(fromBase64url(text) ?? [])

  test("a changed, missing or exchanged report names its party", async () => {
    const { open, outcome } = await finished()
    const [first = "", second = "", third = ""] = outcome.reports
    expect(await open(outcome.reports)).toMatchObject({ ok: true })
    for (const at of [0, 31, 32, 100, bytesOf(second).length - 1]) {
      const changed = bytesOf(second)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(await open([first, toBase64url(changed), third])).toEqual({
        ok: false,
        code: "E_RG_REPORT",
        party: 1,
      })
    }
    expect(await open([first, second])).toEqual({ ok: false, code: "E_RG_REPORT", party: 2 })
    expect(await open([second, first, third])).toEqual({ ok: false, code: "E_RG_REPORT", party: 0 })
    expect(await open([first, second, third, third])).toEqual({ ok: false, code: "E_RG_REPORT" })
  })

  test("a report of another run is none", async () => {
    const { study, outcome, stage } = await finished()
    const opened = await openOutcome(study, { ...outcome, run: outcome.run + 1 }, stage.adminTools)
    expect(opened).toMatchObject({ ok: false, code: "E_RG_REPORT" })
  })

  test("one that anybody but its party has signed is none; one that says something else is E_RG_TRANSCRIPT", async () => {
    const { open, outcome, name, stage, people, indexOf } = await finished()
    const identity = people[0]?.identity
    if (!identity || !people[0]) throw new Error("there is nobody")
    const party = indexOf(people[0])
    const bytes = bytesOf(outcome.reports[party] ?? "")
    const { adminTools } = stage
    const report = await openReport(name, party, identity.publicKey, bytes, adminTools)
    if (report === undefined) throw new Error("the report does not open")
    const resultKey = Uint8Array.from(adminTools.resultKey.publicKey)
    const stranger = await generateIdentity({ name: "noble", random: webRandom })
    const signers = { stranger, party: identity }
    const lie = {
      ...report,
      opened: report.opened.map((entry) =>
        entry.name === "coefficients" ? { ...entry, values: entry.values.map(() => "1") } : entry,
      ),
    }
    const sealed = async (who: keyof typeof signers, body: typeof report) => {
      const sign = (message: Uint8Array) => signers[who].sign(message)
      const made = await sealReport(name, party, resultKey, body, {
        random: webRandom,
        suite: nodeSuite,
        sign,
      })
      return outcome.reports.map((one, at) => (at === party ? toBase64url(made ?? new Uint8Array(0)) : one))
    }
    expect(await open(await sealed("party", report))).toMatchObject({ ok: true })
    expect(await open(await sealed("stranger", report))).toMatchObject({
      ok: false,
      code: "E_RG_REPORT",
      party,
    })
    expect(await open(await sealed("party", lie))).toMatchObject({ ok: false, code: "E_RG_TRANSCRIPT" })
    expect(await open(await sealed("party", { ...report, opened: report.opened.slice(1) }))).toMatchObject({
      ok: false,
    })
  })
})
