import { ModelHash, type RoundMetrics, StudyId } from "@tutti/protocol"
import { numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { applyCommit, type CommittedStudy, hashModel, isBest, newStudy } from "./committed.ts"

const id = StudyId.parse("windows000000000")

const metrics = (round: number, trainLoss: number, validationLoss: number | null): RoundMetrics => ({
  round,
  cohort: 2,
  survivors: 2,
  trainLoss,
  trainAccuracy: null,
  validationLoss,
  validationAccuracy: null,
  seconds: 1,
  bytesUpPerOwner: 12,
  modelHash: ModelHash.parse(String(round).repeat(64)),
})

function committed(study: CommittedStudy, of: RoundMetrics): CommittedStudy {
  const opened = applyCommit(study, { kind: "round-opened", round: of.round, cohort: [], atMs: 0 })
  return applyCommit(opened, {
    kind: "round-committed",
    metrics: of,
    weights: Float32Array.of(of.round),
    server: null,
    survivors: [],
    best: isBest(opened, of),
    atMs: 1_000,
  })
}

const bestOf = (...rounds: RoundMetrics[]) => rounds.reduce(committed, newStudy(id, numberStudy())).bestRound

test("[T3] the same spec gives the same study hash and first model, another seed another model", () => {
  const { studyHash, modelHash } = newStudy(id, numberStudy())
  expect(newStudy(id, numberStudy())).toMatchObject({ studyHash, modelHash })
  expect(newStudy(id, numberStudy({ seed: 8 })).modelHash).not.toBe(modelHash)
})

test("[T28] a model's hash is SHA-256 over its little-endian float32 bytes", () => {
  // printf '\x00\x00\x80\x3f\x00\x00\x00\xc0' | sha256sum, for [1, -2]
  expect(hashModel(Float32Array.of(1, -2))).toBe(
    "ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b",
  )
})

test("[T22] the best model has the lowest validation loss; of equals the earlier one", () => {
  expect(bestOf(metrics(1, 9, 3), metrics(2, 1, 4))).toBe(1)
  expect(bestOf(metrics(1, 1, 3), metrics(2, 9, 2))).toBe(2)
  expect(bestOf(metrics(1, 1, 3), metrics(2, 0, 3))).toBe(1)
})

test("[T22] where nobody holds validation rows, the lowest training loss; a measured model goes before an unmeasured one", () => {
  expect(bestOf(metrics(1, 3, null), metrics(2, 2, null), metrics(3, 4, null))).toBe(2)
  expect(bestOf(metrics(1, 0, null), metrics(2, 9, 9))).toBe(2)
  expect(bestOf(metrics(1, 9, 9), metrics(2, 0, null))).toBe(1)
})

test("[T22] best and last weights are kept apart", () => {
  const study = [metrics(1, 1, 1), metrics(2, 2, 2)].reduce(committed, newStudy(id, numberStudy()))
  expect(study).toMatchObject({
    bestRound: 1,
    bestWeights: Float32Array.of(1),
    lastCommittedRound: 2,
    weights: Float32Array.of(2),
  })
})

test("a round can only end after it was opened", () => {
  const study = newStudy(id, numberStudy())
  expect(() =>
    applyCommit(study, { kind: "round-abandoned", round: 1, reason: "deadline", survivors: [], atMs: 0 }),
  ).toThrow("opened")
})
