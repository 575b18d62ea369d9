import { expect, test } from "vitest"
import { designOf, rowsOf } from "../scenarios/boston.ts"
import { splitRows, statisticsOf } from "../scenarios/owners.ts"
import { solveOnShares, unsafeRandom } from "../scenarios/shared-solve.ts"
import { keepLastRound, type LastRound, partyOfLastRound } from "./last-round.ts"
import type { Party } from "./party.ts"
import { settingOf } from "./stage.ts"

const a = Array.from({ length: 24 }, (_, row) => (7 * row) % 11)
const y = a.map((value, row) => 2 + 3 * value + ((row * row) % 5))
const plain = designOf(["a", "y"], [a, y])
const weights = a.map((_, row) => 1 + (row % 4))

/** Through a disk, as text. */
const reloaded = (setting: NonNullable<ReturnType<typeof settingOf>>, party: Party): Party => {
  const kept: LastRound | undefined = JSON.parse(JSON.stringify(keepLastRound(party) ?? null)) ?? undefined
  return (kept && partyOfLastRound(setting, kept)) ?? party
}

test.each([
  ["plain", {}, rowsOf([a, y])],
  ["with weights", { weight: { name: "w", largest: 4 } }, { ...rowsOf([a, y]), weights }],
  ["with a ridge", { ridgePenalty: 0.5 }, rowsOf([a, y])],
])("[G9] %s: who comes back in the last round opens and checks the same", async (_, changes, rows) => {
  const design = { ...plain, ...changes }
  const setting = settingOf(design)
  if (setting === undefined) throw new Error("the design's bounds are too wide")
  const parts = splitRows(rows, 3, (row) => row % 3).map((part) => statisticsOf(design, part))
  const random = () => unsafeRandom("the same dealer")
  const stayed = await solveOnShares(design, parts, { random: random() })
  let comeBack = 0
  const returned = await solveOnShares(design, parts, {
    random: random(),
    between: (party) => {
      const again = reloaded(setting, party)
      if (again !== party) comeBack += 1
      return again
    },
  })
  expect(comeBack).toBe(3)
  expect(returned.solved).toEqual(stayed.solved)
  expect(returned.frames).toEqual(stayed.frames)

  const cheated = await solveOnShares(design, parts, {
    random: random(),
    between: (party) => reloaded(setting, party),
    deliver: (frame, round, sender) =>
      round === 5 && sender === 1 ? frame.with(frame.length - 1, (frame.at(-1) ?? 0) ^ 1) : frame,
  })
  expect(cheated.solved).toBeUndefined()
  expect(cheated.refusals[0]).toEqual({ code: "E_RG_SHARE", party: 1 })
})

test("[G9] what was kept of another design is nothing", async () => {
  const parts = splitRows(rowsOf([a, y]), 2, (row) => row % 2).map((part) => statisticsOf(plain, part))
  const other = settingOf({ ...plain, ridgePenalty: 1 })
  const seen: (Party | undefined)[] = []
  await solveOnShares(plain, parts, {
    between: (party) => {
      const kept = keepLastRound(party)
      if (kept && other) seen.push(partyOfLastRound(other, kept))
      return party
    },
  })
  expect(seen).toEqual([undefined, undefined])
})
