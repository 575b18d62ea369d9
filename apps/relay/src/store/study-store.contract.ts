import { InviteId, ModelHash, ParticipantId, type RoundMetrics, StudyId } from "@tutti/protocol"
import {
  applyCommit,
  type CommitRecord,
  type CommittedStudy,
  hashModel,
  newStudy,
} from "@tutti/sessions/training"
import fc from "fast-check"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { tinyStudy } from "../testing/specs.ts"
import type { StudyStore } from "./study-store.ts"

const hex = (digit: string) => digit.repeat(64)
const alice = ParticipantId.parse(hex("a"))
const bob = ParticipantId.parse(hex("b"))
const carol = ParticipantId.parse(hex("c"))
const noon = new Date("2026-03-01T12:00:00.000Z")
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000)

const modelHash = (round: number) => ModelHash.parse(round.toString(16).padStart(64, "0"))

function metrics(round: number, validationLoss: number | null): RoundMetrics {
  return {
    round,
    cohort: 2,
    survivors: 2,
    trainLoss: 0.5,
    trainAccuracy: 0.75,
    validationLoss,
    validationAccuracy: null,
    seconds: 1.25,
    bytesUpPerOwner: 24,
    modelHash: modelHash(round),
  }
}

const opened = (round: number): CommitRecord => ({
  kind: "round-opened",
  atMs: later(round).getTime(),
  round,
  cohort: [alice, bob],
})
const committed = (round: number, change: Partial<Extract<CommitRecord, { kind: "round-committed" }>> = {}) =>
  ({
    kind: "round-committed",
    atMs: later(round).getTime() + 1_000,
    metrics: metrics(round, 0.5),
    weights: Float32Array.of(round, 0, 0, 0, 0, 0),
    server: null,
    survivors: [alice, bob],
    best: true,
    ...change,
  }) satisfies CommitRecord

/** What a coordinator may do in one step; the steps of a plan become rounds 1, 2, …. */
type Step =
  | { kind: "commit"; weights: Float32Array; best: boolean; adam: boolean }
  | { kind: "abandon" }
  | { kind: "state"; state: "running" | "paused" | "stopped" }
  | { kind: "scaling"; mean: number; rows: number | null }
  /** A sum was begun, and finished or not. */
  | { kind: "aggregation"; transcript: string | null }
  /** The last committed model was measured; a roll-back may follow. */
  | { kind: "measure"; loss: number; accuracy: number | null; best: boolean; back: boolean }
  | { kind: "freeze"; version: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("commit" as const),
    weights: fc.float32Array({ minLength: 6, maxLength: 6 }),
    best: fc.boolean(),
    adam: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("abandon" as const) }),
  fc.record({
    kind: fc.constant("state" as const),
    state: fc.constantFrom("running", "paused", "stopped"),
  }),
  fc.record({
    kind: fc.constant("scaling" as const),
    mean: fc.double({ noNaN: true, noDefaultInfinity: true }),
    rows: fc.option(fc.integer({ min: 1, max: 1e9 })),
  }),
  fc.record({
    kind: fc.constant("aggregation" as const),
    transcript: fc.option(fc.constantFrom("A".repeat(43), "B".repeat(43))),
  }),
  fc.record({
    kind: fc.constant("measure" as const),
    loss: fc.double({ noNaN: true, noDefaultInfinity: true }),
    accuracy: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    best: fc.boolean(),
    back: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("freeze" as const), version: fc.integer({ min: 1, max: 9 }) }),
)
const plans = fc.array(step, { maxLength: 12 })

/** @param study as it stands before the step */
function recordsOf(step: Step, round: number, study: CommittedStudy): CommitRecord[] {
  const atMs = later(round).getTime()
  switch (step.kind) {
    case "commit": {
      const { weights, adam } = step
      const server = adam ? { step: round, first: weights, second: weights } : null
      const about = { ...metrics(round, null), modelHash: hashModel(weights) }
      return [opened(round), committed(round, { weights, metrics: about, best: step.best, server })]
    }
    case "abandon":
      return [opened(round), { kind: "round-abandoned", atMs, round, reason: "deadline", survivors: [bob] }]
    case "state":
      return [{ kind: "state", atMs, state: step.state }]
    case "scaling": {
      const totals = step.rows === null ? null : { owners: 2, trainingRows: step.rows, validationRows: 0 }
      const scaling = [{ name: "height", mean: step.mean, stddev: 1 }]
      return [{ kind: "scaling-frozen", atMs, scaling, totals }]
    }
    case "aggregation": {
      const number = study.lastAggregation + 1
      const { transcript } = step
      const begun = { kind: "aggregation-begun", atMs, number } as const
      return transcript === null
        ? [begun]
        : [begun, { kind: "aggregation-finished", atMs, number, transcript }]
    }
    case "measure": {
      const measured = {
        kind: "round-measured",
        atMs,
        round: study.lastCommittedRound,
        validationLoss: step.loss,
        validationAccuracy: step.accuracy,
        best: step.best,
      } as const
      // What is measured is the current model, the last committed one: a model that was rolled back is gone.
      const isLast = study.rounds.some(
        ({ round, metrics }) => round === study.lastCommittedRound && metrics?.modelHash === study.modelHash,
      )
      return [...(isLast ? [measured] : []), ...(step.back ? [{ kind: "rolled-back", atMs } as const] : [])]
    }
    case "freeze": {
      const roster = {
        version: step.version,
        identityKeys: ["C".repeat(43), "D".repeat(43)],
        signature: "E".repeat(86),
      }
      return [{ kind: "roster-frozen", atMs, roster }]
    }
  }
}

/** What every store must do, on whichever engine. `open` gives an empty store; it is called once. */
export function studyStoreContract(
  name: string,
  open: () => Promise<{ store: StudyStore; close(): Promise<void> }>,
) {
  describe(`StudyStore on ${name}`, () => {
    let store: StudyStore
    let close: () => Promise<void>
    let studies = 0

    beforeAll(async () => {
      const opened = await open()
      store = opened.store
      close = opened.close
    })
    afterAll(() => close?.())

    const create = async (): Promise<CommittedStudy> => {
      studies += 1
      const study = newStudy(StudyId.parse(studies.toString().padStart(16, "0")), tinyStudy(), "S".repeat(86))
      await store.createStudy(study, noon)
      return study
    }
    const invite = async (study: StudyId, uses: number) => {
      const id = InviteId.parse(study.replaceAll("0", "i"))
      const secretHash = study.padStart(64, "e")
      await store.createInvite({ id, study, secretHash, createdAt: noon, expiresAt: later(1), uses })
      return { id, secretHash }
    }

    test("a study reads back as it was written, with its initial model", async () => {
      const created = await create()
      expect(await store.study(created.study)).toEqual({
        id: created.study,
        createdAt: noon,
        spec: created.spec,
        studyHash: created.studyHash,
        policySignature: created.policySignature,
        state: "open",
        committedRounds: 0,
        members: 0,
      })
      expect(await store.committed(created.study)).toEqual(created)
      expect(await store.model(created.study, "last")).toBeUndefined()
      expect(await store.metrics(created.study)).toEqual([])
    })

    test("[R30] what is kept equals the fold of the coordinator's records, at every one of them", async () => {
      await fc.assert(
        fc.asyncProperty(plans, async (plan) => {
          let expected = await create()
          for (const [index, step] of plan.entries())
            for (const record of recordsOf(step, index + 1, expected)) {
              await store.commit(expected.study, record)
              expected = applyCommit(expected, record)
              expect(await store.committed(expected.study)).toEqual(expected)
            }
        }),
        { numRuns: 40, seed: 1 },
      )
    })

    test("[R31] the best and the last model are kept and no other", async () => {
      const { study } = await create()
      for (const round of [1, 2, 3, 4]) {
        await store.commit(study, opened(round))
        await store.commit(study, committed(round, { best: round <= 2 }))
      }
      const bytesOf = (round: number) => new Uint8Array(Float32Array.of(round, 0, 0, 0, 0, 0).buffer)
      expect(await store.model(study, "best")).toEqual({
        round: 2,
        modelHash: modelHash(2),
        bytes: bytesOf(2),
      })
      expect(await store.model(study, "last")).toEqual({
        round: 4,
        modelHash: modelHash(4),
        bytes: bytesOf(4),
      })
    })

    test("[R73] a model is best from its measurement on, and after a roll-back the best model is the current one", async () => {
      const { study } = await create()
      const weights = (round: number) => Float32Array.of(round, 0, 0, 0, 0, 0)
      const commit = async (round: number) => {
        await store.commit(study, opened(round))
        await store.commit(study, committed(round, { metrics: metrics(round, null), best: false }))
      }
      const measure = (round: number, validationLoss: number, best: boolean) =>
        store.commit(study, {
          kind: "round-measured",
          atMs: 0,
          round,
          validationLoss,
          validationAccuracy: 0.5,
          best,
        })
      await commit(1)
      expect(await store.model(study, "best")).toBeUndefined()
      await measure(1, 0.25, true)
      expect(await store.model(study, "best")).toMatchObject({ round: 1 })
      await commit(2)
      await measure(2, 9, false)
      expect(await store.metrics(study)).toMatchObject([
        { round: 1, validationLoss: 0.25, validationAccuracy: 0.5 },
        { round: 2, validationLoss: 9 },
      ])
      expect(await store.committed(study)).toMatchObject({ bestRound: 1, weights: weights(2) })
      await store.commit(study, { kind: "rolled-back", atMs: 0 })
      expect(await store.committed(study)).toMatchObject({
        bestRound: 1,
        lastCommittedRound: 2,
        weights: weights(1),
        server: null,
      })
      for (const which of ["best", "last"] as const)
        expect(await store.model(study, which)).toMatchObject({ round: 1 })
      await commit(3)
      expect(await store.model(study, "last")).toMatchObject({ round: 3 })
      expect(await store.model(study, "best")).toMatchObject({ round: 1 })
    })

    test("[R32] a round that is not open cannot be committed: nothing counts twice", async () => {
      const { study } = await create()
      await store.commit(study, opened(1))
      await store.commit(study, committed(1))
      const once = await store.committed(study)
      await expect(store.commit(study, committed(1, { weights: new Float32Array(6) }))).rejects.toThrow(
        "not open",
      )
      await expect(store.commit(study, committed(2))).rejects.toThrow("not open")
      expect(await store.committed(study)).toEqual(once)

      await store.commit(study, opened(2))
      const abandoned = {
        kind: "round-abandoned",
        round: 2,
        reason: "deadline",
        survivors: [],
        atMs: 0,
      } as const
      await store.commit(study, abandoned)
      await expect(store.commit(study, committed(2))).rejects.toThrow("not open")
    })

    test("[R4] an invite lets in as many owners as it has uses, and those again", async () => {
      const { study } = await create()
      const { secretHash } = await invite(study, 2)
      const enter = (participant: ParticipantId, at = noon, label = "Clinic") =>
        store.admit({ study, participant, label, secretHash, at })
      expect(await enter(alice)).toEqual({ ok: true, returning: false })
      expect(await enter(bob)).toEqual({ ok: true, returning: false })
      expect(await enter(carol)).toEqual({ ok: false, code: "E_INVITE_USED" })
      expect(await enter(alice, later(2), "Clinic North")).toEqual({ ok: true, returning: true })
      expect(await store.invites(study)).toMatchObject([{ uses: 2, used: 2, revoked: false }])
      expect((await store.study(study))?.members).toBe(2)
      // Known is who has agreed, not who has looked.
      await store.commit(study, {
        kind: "owner-known",
        atMs: 0,
        participant: alice,
        label: "Clinic North",
        identityKey: "A".repeat(43),
      })
      expect((await store.committed(study))?.known).toEqual(
        new Map([[alice, { label: "Clinic North", identityKey: "A".repeat(43) }]]),
      )
    })

    test("[R5] an expired invite refuses newcomers, a revoked one everybody, an unknown one has no study", async () => {
      const { study } = await create()
      const { study: other } = await create()
      const { id, secretHash } = await invite(study, 10)
      const enter = (participant: ParticipantId, at: Date, to = study, secret = secretHash) =>
        store.admit({ study: to, participant, label: "", secretHash: secret, at })
      expect(await enter(alice, noon)).toMatchObject({ ok: true })
      expect(await enter(bob, later(1))).toEqual({ ok: false, code: "E_INVITE_EXPIRED" })
      expect(await enter(bob, noon, other)).toEqual({ ok: false, code: "E_INVITE_UNKNOWN" })
      expect(await enter(bob, noon, study, hex("0"))).toEqual({ ok: false, code: "E_INVITE_UNKNOWN" })
      expect(await store.revokeInvite(study, id, noon)).toBe(true)
      expect(await store.revokeInvite(study, id, noon)).toBe(true)
      expect(await store.revokeInvite(other, id, noon)).toBe(false)
      expect(await enter(alice, noon)).toEqual({ ok: false, code: "E_INVITE_REVOKED" })
    })

    test("the event log keeps its order and gives the newest", async () => {
      const { study } = await create()
      for (const round of [1, 2, 3])
        await store.appendEvent(study, {
          at: later(round).toISOString(),
          kind: "round-opened",
          participant: round === 2 ? alice : null,
          round,
          code: round === 3 ? "deadline" : null,
        })
      const events = await store.events(study, 2)
      expect(events.map(({ round }) => round)).toEqual([2, 3])
      expect(events[0]).toEqual({
        at: later(2).toISOString(),
        kind: "round-opened",
        participant: alice,
        round: 2,
        code: null,
      })
    })

    test("an observer's token opens one study", async () => {
      const { study } = await create()
      await store.createObserver({ tokenHash: study.padStart(64, "f"), study, createdAt: noon })
      expect(await store.observed(study.padStart(64, "f"))).toBe(study)
      expect(await store.observed(hex("9"))).toBeUndefined()
    })

    test("[R34] a study goes with all that belongs to it, by hand or after its retention", async () => {
      const [byHand, ended, running] = [await create(), await create(), await create()].map(
        ({ study }) => study,
      )
      if (!byHand || !ended || !running) throw new Error("three studies were made")
      for (const study of [byHand, ended, running]) {
        const { secretHash } = await invite(study, 1)
        await store.admit({ study, participant: alice, label: "", secretHash, at: noon })
        await store.commit(study, opened(1))
        await store.commit(study, committed(1))
      }
      await store.commit(ended, { kind: "state", atMs: noon.getTime(), state: "finished" })
      expect(await store.deleteStudy(byHand)).toBe(true)
      expect(await store.deleteStudy(byHand)).toBe(false)
      expect(await store.deleteExpired(later(30 * 24 - 1))).not.toContain(ended)
      expect(await store.deleteExpired(later(30 * 24))).toContain(ended)
      for (const gone of [byHand, ended]) {
        expect(await store.study(gone)).toBeUndefined()
        expect(await store.committed(gone)).toBeUndefined()
        expect(await store.metrics(gone)).toBeUndefined()
        expect(await store.invites(gone)).toEqual([])
        expect(await store.model(gone, "last")).toBeUndefined()
      }
      expect((await store.studies()).map(({ id }) => id)).toContain(running)
    })
  })
}
