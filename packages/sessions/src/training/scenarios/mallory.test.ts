import type { OwnerMessage, RefusalCode } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import { cohort, numberStudy, type Person } from "@tutti/testkit"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol, mallory } = await cohort("alice", "bob", "carol", "mallory")

type Update = Extract<OwnerMessage, { kind: "update" }>

/** Alice and Bob need a second; Mallory's own machine never answers, so that the test can answer for her. */
async function roundWithMallory(spec = numberStudy()) {
  const stage = new Stage(spec)
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 1_000)
  await stage.enter(mallory, rowsOf("mallory"), 1e9)
  await stage.command("next-round")
  return stage
}

const honest: Update = {
  kind: "update",
  round: 1,
  examples: rowsOf("mallory").training.length,
  trainLoss: 1,
  trainAccuracy: null,
  trainingMs: 10,
}

function send(stage: Stage, person: Person, change: Partial<Update>, weights: readonly number[]) {
  const payload = floatsToBytes(Float32Array.from(weights))
  stage.coordinator.receive(person.participant, { ...honest, ...change }, payload)
  return stage.clock.advance(0)
}

const refusals = (stage: Stage, person: Person) => stage.told(person, "refused").map(({ code }) => code)

describe("[T8] an update that is no update excludes its owner from the round, and the round goes on", () => {
  const lies: { title: string; code: RefusalCode; change?: Partial<Update>; weights: number[] }[] = [
    { title: "a NaN", code: "E_NOT_FINITE", weights: [0, Number.NaN, 0] },
    { title: "an infinity", code: "E_NOT_FINITE", weights: [0, 0, Number.POSITIVE_INFINITY] },
    { title: "one weight too many", code: "E_SHAPE", weights: [0, 0, 0, 0] },
    { title: "no weights", code: "E_SHAPE", weights: [] },
    { title: "a step beyond the study's bound", code: "E_NORM", weights: [0, 0, 1e4] },
    { title: "the largest floats", code: "E_NORM", weights: [3e38, -3e38, 3e38] },
    { title: "more rows than declared", code: "E_EXAMPLES", change: { examples: 1_000 }, weights: [0, 0, 0] },
  ]
  for (const { title, code, change = {}, weights } of lies) {
    test(`${title}: ${code}`, async () => {
      const stage = await roundWithMallory()
      await send(stage, mallory, change, weights)
      expect(refusals(stage, mallory)).toEqual([code])
      await stage.clock.advance(10_000)
      expect(stage.committed.rounds[0]).toMatchObject({ survivors: 2, metrics: { cohort: 3 } })
      expect(stage.view().roster.find(({ label }) => label === "mallory")).toMatchObject({
        state: "excluded",
        code,
      })
      const [one, other] = stage.updates()
      const rows = (one?.examples ?? 0) + (other?.examples ?? 0)
      for (const [index, weight] of stage.committed.weights.entries()) {
        const sum = [one, other].reduce(
          (all, update) => all + (update?.examples ?? 0) * (update?.weights[index] ?? 0),
          0,
        )
        expect(weight).toBeCloseTo(sum / rows, 6)
      }
    })
  }

  test("bytes that are no floats: E_SHAPE", async () => {
    const stage = await roundWithMallory()
    stage.coordinator.receive(mallory.participant, honest, new Uint8Array(7))
    await stage.clock.advance(0)
    expect(refusals(stage, mallory)).toEqual(["E_SHAPE"])
  })

  test("she may try again in the next round", async () => {
    const stage = await roundWithMallory()
    await send(stage, mallory, {}, [Number.NaN, 0, 0])
    await stage.clock.advance(10_000)
    await stage.command("next-round")
    await send(stage, mallory, { round: 2 }, [...stage.committed.weights])
    await stage.clock.advance(10_000)
    expect(stage.committed.rounds[1]).toMatchObject({ survivors: 3 })
  })

  test("but not again in the same one: E_NOT_IN_COHORT", async () => {
    const stage = await roundWithMallory()
    await send(stage, mallory, {}, [Number.NaN, 0, 0])
    await send(stage, mallory, {}, [0, 0, 0])
    expect(refusals(stage, mallory)).toEqual(["E_NOT_FINITE", "E_NOT_IN_COHORT"])
  })
})

test("[T5] Mallory sends twice: counted once, and the second copy is E_DUPLICATE", async () => {
  const stage = await roundWithMallory()
  await send(stage, mallory, {}, [0, 0, 0.5])
  await send(stage, mallory, {}, [50, 50, 50])
  expect(refusals(stage, mallory)).toEqual(["E_DUPLICATE"])
  await stage.clock.advance(100_000)
  const counted = [...stage.updates(), { examples: honest.examples, weights: Float32Array.of(0, 0, 0.5) }]
  const rows = counted.reduce((sum, { examples }) => sum + examples, 0)
  const bias = counted.reduce((sum, { examples, weights }) => sum + examples * (weights[2] ?? 0), 0) / rows
  expect(stage.committed.weights[2]).toBeCloseTo(bias, 6)
})

test("[T7] an update of a round that has not been opened is E_WRONG_STATE and excludes nobody", async () => {
  const stage = await roundWithMallory()
  await send(stage, mallory, { round: 2 }, [0, 0, 0])
  await send(stage, mallory, {}, [0, 0, 0])
  expect(refusals(stage, mallory)).toEqual(["E_WRONG_STATE"])
  await stage.clock.advance(100_000)
  expect(stage.committed.rounds[0]).toMatchObject({ survivors: 3 })
})

test("[T7] who has not agreed is E_NOT_READY, who came after the opening E_NOT_IN_COHORT", async () => {
  const stage = await roundWithMallory()
  const onlooker = stage.join(carol)
  await stage.clock.advance(0)
  await send(stage, carol, {}, [0, 0, 0])
  onlooker.close()
  await stage.enter(carol)
  await send(stage, carol, {}, [0, 0, 0])
  expect(refusals(stage, carol)).toEqual(["E_NOT_READY", "E_NOT_IN_COHORT"])
})

test("[T8] a study with a clip norm shortens a long update to it and keeps its direction", async () => {
  const spec = numberStudy({ clipNorm: 0.5, quorum: { minOwners: 1, fraction: 1 } })
  const stage = new Stage(spec)
  await stage.enter(mallory, { ...rowsOf("mallory"), validation: [] }, 1e9)
  await stage.command("next-round")
  const before = [...stage.committed.weights]
  await send(
    stage,
    mallory,
    {},
    before.map((weight, index) => weight + (index === 0 ? 30 : index === 1 ? -40 : 0)),
  )
  const moved = before.map((weight, index) => (stage.committed.weights[index] ?? 0) - weight)
  for (const [index, expected] of [0.3, -0.4, 0].entries()) expect(moved[index]).toBeCloseTo(expected, 5)
})

test("[T19] a measurement of rows that were not declared, or of no number, is refused; the model stands", async () => {
  const stage = await roundWithMallory()
  await send(stage, mallory, {}, [0, 0, 0])
  await stage.clock.advance(1_000)
  const measure = (examples: number, loss: number) => {
    const message = { kind: "evaluation", round: 1, examples, loss, accuracy: null } as const
    stage.coordinator.receive(mallory.participant, message)
    return stage.clock.advance(0)
  }
  await measure(1_000_000, 0)
  await measure(2, 0)
  expect(refusals(stage, mallory)).toEqual(["E_EXAMPLES", "E_LATE"])
  await stage.clock.advance(10_000)
  expect(stage.committed.rounds[0]).toMatchObject({ survivors: 3 })
})

test("[T8] whatever Mallory sends, honest owners finish the round and the model stays finite", async () => {
  const weight = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, 3.4e38, -3.4e38, 0))
  const letter = fc.record({
    change: fc.record({ round: fc.integer({ min: 1, max: 3 }), examples: fc.integer({ min: 1, max: 20 }) }),
    weights: fc.array(weight, { maxLength: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(letter, { maxLength: 5 }), async (letters) => {
      const stage = await roundWithMallory()
      for (const { change, weights } of letters) await send(stage, mallory, change, weights)
      await stage.clock.advance(200_000)
      const [round] = stage.committed.rounds
      expect(round?.survivors).toBeGreaterThanOrEqual(2)
      expect(stage.committed.weights.every(Number.isFinite)).toBe(true)
      expect(stage.faults).toEqual([])
    }),
    { numRuns: 40, seed: 1 },
  )
})
