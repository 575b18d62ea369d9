import { cohort } from "@tutti/testkit"
import { expect, test } from "vitest"
import { newStudy } from "../committed.ts"
import { SecureStage } from "./secure-stage.ts"
import {
  type PlainMoments,
  plainAdam,
  plainModel,
  plainSums,
  recordsOf,
  updateExponent,
} from "./secure-twin.ts"

/* FedAdam under masks: the server steps by what the sum says, and by nothing else. */

const people = Object.values(await cohort("alice", "bob", "carol", "dave"))
const CLIP = 10
const CAP = 4
const LEARNING_RATE = 0.05
const ROUNDS = 4

const stage = await SecureStage.of(
  { clipNorm: CLIP, weightCap: CAP },
  { rounds: ROUNDS, serverStep: { kind: "adam", learningRate: LEARNING_RATE } },
)
const owners = await stage.assemble(people)
expect(await stage.command("start")).toBeNull()
await stage.untilEnded()
expect(stage.faults).toEqual([])
const commits = recordsOf(stage.records, "round-committed")

test("[T38] with Adam at the server, each model is Adam's step along the mean of the quantised updates, bit for bit", () => {
  expect(commits).toHaveLength(ROUNDS)
  const exponent = updateExponent(people.length, CLIP * CAP)
  let { weights } = newStudy(stage.committed.study, stage.spec)
  let moments: PlainMoments = {
    first: new Float32Array(weights.length),
    second: new Float32Array(weights.length).fill(1e-3 ** 2),
  }
  for (const [place, commit] of commits.entries()) {
    const averaged = plainModel(weights, plainSums(owners, place + 2), commit.metrics.survivors, exponent)
    const stepped = plainAdam(weights, averaged, moments, LEARNING_RATE)
    expect([...commit.weights]).toEqual([...stepped.weights])
    expect(commit.weights).not.toEqual(averaged)
    ;({ weights } = stepped)
    moments = stepped
  }
  expect(stage.committed.server).toEqual({ step: ROUNDS, first: moments.first, second: moments.second })
})

test("[T38] the owners are told the stepped model: what they start from is what was committed", () => {
  const { modelHash: initial } = newStudy(stage.committed.study, stage.spec)
  const names = [initial, ...commits.slice(0, -1).map(({ metrics }) => metrics.modelHash)]
  for (const owner of owners)
    expect(owner.heard("round-opened").map(({ modelHash }) => modelHash)).toEqual(names)
  expect(new Set(names).size).toBe(ROUNDS)
})
