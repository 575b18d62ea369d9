import { InviteId, ParticipantId, StudyId } from "@tutti/protocol"
import {
  applyRegressionRecord,
  type CommittedRegression,
  newRegression,
  type RegressionRecord,
} from "@tutti/sessions/regression"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { tinyRegression } from "../testing/regression-study.ts"
import type { RegressionStore } from "./regression-store.ts"
import type { StudyStore } from "./study-store.ts"

const noon = new Date("2026-03-01T12:00:00.000Z")
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000)
const owners = ["a", "b", "c"].map((digit) => ParticipantId.parse(digit.repeat(64)))
const roster = { version: 1, identityKeys: ["C".repeat(43), "D".repeat(43)], signature: "E".repeat(86) }
const DEALER = "F".repeat(43)

/** What becomes of a run; the runs of a plan are 1, 2, …. */
type Plan = {
  known: readonly number[]
  frozen: boolean
  runs: readonly {
    opened: boolean
    reports: readonly Uint8Array[]
    end: "party-gone" | "refused" | null
  }[]
  last: "finished-reports" | "finished-sums" | "stopped" | "open"
}

const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 })
const plans: fc.Arbitrary<Plan> = fc.record({
  known: fc.array(fc.nat(2), { maxLength: 4 }),
  frozen: fc.boolean(),
  runs: fc.array(
    fc.record({
      opened: fc.boolean(),
      reports: fc.array(bytes, { maxLength: 2 }),
      end: fc.constantFrom("party-gone", "refused"),
    }),
    { maxLength: 3 },
  ),
  last: fc.constantFrom("finished-reports", "finished-sums", "stopped", "open"),
})

function recordsOf({ known, frozen, runs, last }: Plan): RegressionRecord[] {
  const atMs = (step: number) => later(step).getTime()
  const records: RegressionRecord[] = known.flatMap((which, at) => {
    const participant = owners[which]
    const identityKey = `${"ABC".charAt(which)}`.repeat(43)
    return participant === undefined
      ? []
      : [{ kind: "owner-known", atMs: atMs(at), participant, label: `owner ${at}`, identityKey }]
  })
  if (frozen) records.push({ kind: "roster-frozen", atMs: atMs(5), roster })
  for (const [index, { opened, reports, end }] of runs.entries()) {
    const run = index + 1
    records.push({ kind: "run-begun", atMs: atMs(10 * run), run })
    const frames = [Uint8Array.of(1, run), Uint8Array.of(2, run)]
    if (opened) records.push({ kind: "run-opened", atMs: atMs(10 * run + 1), run, frames })
    // Out of order, as they come.
    for (const [party, report] of [...reports.entries()].reverse())
      records.push({
        kind: "report-taken",
        atMs: atMs(10 * run + 2),
        run,
        party,
        report: Uint8Array.from(report),
      })
    const why =
      end === "refused"
        ? { code: "E_RG_COLLINEAR" as const, party: 1, column: "tax", from: ["rad", "age"] }
        : { code: null, party: 0, column: null, from: null }
    records.push({ kind: "run-ended", atMs: atMs(10 * run + 3), run, reason: end ?? "stopped", ...why })
  }
  const run = runs.length + 1
  if (last !== "stopped") records.push({ kind: "run-begun", atMs: atMs(100), run })
  const reports = [Uint8Array.of(7, 8), Uint8Array.of(9)]
  if (last === "finished-reports" || last === "open")
    for (const [party, report] of reports.entries())
      records.push({ kind: "report-taken", atMs: atMs(101), run, party, report })
  const sums = { survivors: 2, sums: ["12345678901234567890123", "-1"], transcript: "T".repeat(43) }
  if (last === "finished-reports") records.push({ kind: "run-finished", atMs: atMs(102), run, sums: null })
  if (last === "finished-sums") records.push({ kind: "run-finished", atMs: atMs(102), run, sums })
  if (last === "stopped") records.push({ kind: "stopped", atMs: atMs(102) })
  return records
}

/** What every store must do with regressions, on whichever engine. `open` gives an empty store; it is called once. */
export function regressionStoreContract(
  name: string,
  open: () => Promise<{ store: StudyStore & RegressionStore; close(): Promise<void> }>,
) {
  describe(`RegressionStore on ${name}`, () => {
    let store: StudyStore & RegressionStore
    let close: () => Promise<void>
    let studies = 0
    beforeAll(async () => {
      const opened = await open()
      store = opened.store
      close = opened.close
    })
    afterAll(() => close?.())

    const create = async (): Promise<CommittedRegression> => {
      studies += 1
      const id = StudyId.parse(studies.toString().padStart(16, "r"))
      const regression = newRegression(id, tinyRegression({ dealerKey: DEALER }), "S".repeat(86))
      await store.createRegression(regression, noon)
      const secretHash = id.padStart(64, "e")
      const invite = { id: InviteId.parse(id), study: id, secretHash, createdAt: noon, uses: 9 }
      await store.createInvite({ ...invite, expiresAt: later(1) })
      for (const participant of owners)
        await store.admit({ study: id, participant, label: "", secretHash, at: noon })
      return regression
    }

    test("[R30] what is kept equals the fold of the coordinator's records, at every one of them", async () => {
      await fc.assert(
        fc.asyncProperty(plans, async (plan) => {
          let expected = await create()
          expect(await store.committedRegression(expected.study)).toEqual(expected)
          for (const record of recordsOf(plan)) {
            await store.commitRegression(expected.study, record)
            expected = applyRegressionRecord(expected, record)
            expect(await store.committedRegression(expected.study)).toEqual(expected)
          }
        }),
        { numRuns: 25, seed: 1 },
      )
    })

    test("[G13] a run begins once and ends once", async () => {
      const { study } = await create()
      const begun = { kind: "run-begun", atMs: 0, run: 1 } as const
      const finished = { kind: "run-finished", atMs: 0, run: 1, sums: null } as const
      await expect(store.commitRegression(study, finished)).rejects.toThrow("not open")
      await store.commitRegression(study, begun)
      await expect(store.commitRegression(study, begun)).rejects.toThrow()
      await store.commitRegression(study, finished)
      await expect(store.commitRegression(study, finished)).rejects.toThrow("not open")
    })

    test("regressions and training studies do not show among each other", async () => {
      const { study, spec } = await create()
      expect((await store.regressions()).find(({ id }) => id === study)).toEqual({
        id: study,
        createdAt: noon,
        spec,
        state: "open",
        members: 3,
        runs: 0,
      })
      expect(await store.study(study)).toBeUndefined()
      expect(await store.committed(study)).toBeUndefined()
      expect(await store.metrics(study)).toBeUndefined()
      expect((await store.studies()).map(({ id }) => id)).not.toContain(study)
      expect(await store.isKnown(study)).toBe(true)
    })

    test("a dealer finds the studies that name its key, until they have ended", async () => {
      const [one, other] = [await create(), await create()]
      await store.commitRegression(one.study, { kind: "stopped", atMs: 0 })
      const found = await store.dealtBy(DEALER)
      expect(found).toContain(other.study)
      expect(found).not.toContain(one.study)
      expect(await store.dealtBy("G".repeat(43))).toEqual([])
    })

    test("[R34] a regression goes with all that belongs to it, by hand or after its retention", async () => {
      const [byHand, ended] = [await create(), await create()]
      for (const { study } of [byHand, ended]) {
        await store.commitRegression(study, { kind: "run-begun", atMs: 0, run: 1 })
        const report = Uint8Array.of(1)
        await store.commitRegression(study, { kind: "report-taken", atMs: 0, run: 1, party: 0, report })
      }
      await store.commitRegression(ended.study, {
        kind: "run-finished",
        atMs: noon.getTime(),
        run: 1,
        sums: null,
      })
      expect(await store.deleteStudy(byHand.study)).toBe(true)
      expect(await store.deleteExpired(later(30 * 24 - 1))).not.toContain(ended.study)
      expect(await store.deleteExpired(later(30 * 24))).toContain(ended.study)
      for (const { study } of [byHand, ended]) {
        expect(await store.committedRegression(study)).toBeUndefined()
        expect(await store.isKnown(study)).toBe(false)
      }
    })
  })
}
