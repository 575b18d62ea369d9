import type { OwnerStep } from "@tutti/secure-aggregation"
import { cohort, numberStudy, type Person } from "@tutti/testkit"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newStudy } from "../committed.ts"
import type { AdmittedMessage } from "../coordinator/ports.ts"
import { SecureStage } from "./secure-stage.ts"
import { plainModel, plainSums, recordsOf, updateExponent } from "./secure-twin.ts"
import { Stage } from "./stage.ts"

const people = await cohort("alice", "bob", "carol", "dave", "mallory")
const { alice, mallory } = people
const everybody: readonly Person[] = Object.values(people)
const exponent = updateExponent(5, 10 * 4)
const STEPS: readonly OwnerStep[] = ["advertise", "shares", "masked", "confirm", "unmask"]

/** Five owners: one may drop out of a sum. */
async function running() {
  const stage = await SecureStage.of()
  const owners = await stage.assemble(everybody)
  const [mallorys] = owners.filter(({ person }) => person === mallory)
  if (!mallorys) throw new Error("mallory is not here")
  return { stage, owners, mallorys }
}

/** The first round's model is that of these owners' vectors. */
function expectModelOf({ stage, owners }: Awaited<ReturnType<typeof running>>, counted: number) {
  const [first] = recordsOf(stage.records, "round-committed")
  const { weights } = newStudy(stage.committed.study, stage.spec)
  const there = owners.filter(({ person }) => first?.survivors.includes(person.participant))
  expect(there).toHaveLength(counted)
  expect([...(first?.weights ?? [])]).toEqual([
    ...plainModel(weights, plainSums(there, 2), counted, exponent),
  ])
}

describe("[T42] Mallory sends a step twice: it counts once", () => {
  for (const step of STEPS.slice(0, 4))
    test(step, async () => {
      const scene = await running()
      scene.mallorys.sends = (sent, bytes) => (sent === step ? [bytes, bytes] : [bytes])
      await scene.stage.command("next-round")
      await scene.stage.clock.advance(0)
      const refused = scene.mallorys.heard("refused").map(({ code }) => code)
      expect(refused.length).toBeGreaterThan(0)
      for (const code of refused) expect(["E_SA_DUPLICATE", "E_SA_OUT_OF_TURN"]).toContain(code)
      expectModelOf(scene, 5)
    })
})

test("[T42] garbage in the place of every step: refused, and the others' sum is theirs", async () => {
  const scene = await running()
  scene.mallorys.sends = (_step, bytes) =>
    scene.mallorys.put.length === 1 ? [bytes.map((byte) => byte ^ 1)] : [bytes]
  const advertising = scene.mallorys.sends
  scene.mallorys.sends = (step, bytes) => (step === "advertise" ? advertising(step, bytes) : [bytes])
  await scene.stage.command("next-round")
  await scene.stage.clock.advance(60_000)
  expect(scene.mallorys.heard("refused").map(({ code }) => code)).toEqual(["E_SA_MALFORMED"])
  expectModelOf(scene, 4)
})

test("[T42] a step of a sum that is over, or of one to come, is E_SA_OUT_OF_TURN", async () => {
  const { stage, mallorys } = await running()
  const kept = new Map<OwnerStep, Uint8Array>()
  mallorys.sends = (step, bytes) => {
    kept.set(step, bytes)
    return [bytes]
  }
  await stage.command("next-round")
  await stage.clock.advance(0)
  const records = stage.records.length
  // The shares of a sum that was open before they came are late through no fault of their owner's.
  for (const step of STEPS.slice(0, 4))
    for (const number of [1, 2, 3, 99])
      stage.say(mallory, { kind: "aggregation", number, step }, kept.get(step) ?? new Uint8Array(1))
  await stage.clock.advance(0)
  const refused = mallorys.heard("refused")
  expect(refused).toHaveLength(16)
  for (const { code, of } of refused) expect([code, of]).toEqual(["E_SA_OUT_OF_TURN", "aggregation"])
  expect(stage.records).toHaveLength(records)
})

test("[T42] a step for somebody else's place is refused: each owner speaks for its own", async () => {
  const scene = await running()
  const { stage, owners, mallorys } = scene
  const alices = owners.find(({ person }) => person === alice)
  let stolen: Uint8Array | undefined
  if (alices)
    alices.sends = (step, bytes) => {
      if (step === "masked") stolen = bytes
      return [bytes]
    }
  mallorys.sends = (step, bytes) =>
    step === "masked" && mallorys.put.length === 2 && stolen ? [stolen] : [bytes]
  await stage.command("next-round")
  await stage.clock.advance(60_000)
  expect(mallorys.heard("refused").map(({ code }) => code)).toContain("E_SA_MALFORMED")
  expectModelOf(scene, 4)
})

test("[T42] a second socket of the same owner ends its part in the open sum, and not the study's", async () => {
  const scene = await running()
  const { stage, mallorys } = scene
  let second = false
  mallorys.sends = (step, bytes) => {
    if (step === "shares" && mallorys.put.length === 1 && !second) {
      second = true
      void stage.comeBack(mallory)
    }
    return [bytes]
  }
  await stage.command("start")
  await stage.untilEnded()
  expect(stage.faults).toEqual([])
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([4, 5])
  expectModelOf(scene, 4)
})

const forbidden: AdmittedMessage[] = [
  { kind: "ready", studyHash: newHash(), trainingRows: 4, validationRows: 0, statistics: [] },
  { kind: "update", round: 1, examples: 4, trainLoss: 1, trainAccuracy: null, trainingMs: 1 },
  { kind: "evaluation", round: 1, examples: 4, loss: 1, accuracy: null },
]

describe("[T43] no way leads from a secure study to single updates", () => {
  for (const message of forbidden)
    test(`${message.kind}: E_WRONG_STATE at any time, and nothing is written`, async () => {
      const { stage, mallorys } = await running()
      const say = async () => {
        const records = stage.records.length
        stage.say(mallory, message, new Uint8Array(12))
        await stage.clock.advance(0)
        expect(mallorys.heard("refused").at(-1)).toMatchObject({ code: "E_WRONG_STATE", of: message.kind })
        expect(stage.records).toHaveLength(records)
      }
      await say()
      mallorys.sends = (step, bytes) => (step === "masked" && mallorys.put.length === 2 ? [] : [bytes])
      await stage.command("next-round")
      await stage.clock.advance(0)
      await say()
      expect(stage.view().secure?.aggregation).toMatchObject({ phase: "masking", have: 4, need: 5 })
    })
})

test("[T43] a trusted study knows no enrolment and no sums", async () => {
  const stage = new Stage(numberStudy())
  await stage.enter(alice)
  const { studyHash } = stage.committed
  stage.coordinator.receive(alice.participant, { kind: "enrol", studyHash })
  stage.coordinator.receive(
    alice.participant,
    { kind: "aggregation", number: 1, step: "masked" },
    new Uint8Array(9),
  )
  await stage.clock.advance(0)
  expect(stage.told(alice, "refused")).toMatchObject([
    { code: "E_WRONG_STATE", of: "enrol" },
    { code: "E_WRONG_STATE", of: "aggregation" },
  ])
})

test("[T42] whatever Mallory sends, and whenever, the honest owners' round gives the model of its survivors", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          step: fc.constantFrom(...STEPS),
          does: fc.constantFrom("loses", "doubles", "spoils", "cuts"),
        }),
        { maxLength: 3 },
      ),
      async (tricks) => {
        const scene = await running()
        const { stage, mallorys } = scene
        mallorys.sends = (step, bytes) => {
          const trick = mallorys.put.length === 0 ? undefined : tricks.find((one) => one.step === step)
          switch (trick?.does) {
            case "loses":
              return []
            case "doubles":
              return [bytes, bytes]
            case "spoils":
              return [bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1)]
            case "cuts":
              return [bytes.subarray(0, bytes.length - 1)]
            case undefined:
              return [bytes]
          }
        }
        await stage.command("next-round")
        await stage.clock.advance(600_000)
        expect(stage.faults).toEqual([])
        const survivors = stage.committed.rounds[0]?.survivors ?? 0
        expect(survivors).toBeGreaterThanOrEqual(4)
        expectModelOf(scene, survivors)
      },
    ),
    { numRuns: 8 },
  )
})

function newHash() {
  return newStudy(new Stage(numberStudy()).committed.study, numberStudy()).studyHash
}
