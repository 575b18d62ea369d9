import { expect, test } from "vitest"
import { DROP_PHASES, dropPhase } from "./dropout.ts"

const draws = (rate: number) =>
  Array.from({ length: 200 }, (_, owner) =>
    Array.from({ length: 20 }, (_, round) => dropPhase("trusted", rate, 3, owner, round + 1)),
  ).flat()

test("about the asked share of owners drops per round, in every phase alike", () => {
  const drops = draws(0.1).filter((phase) => phase !== null)
  // 4,000 draws: a standard deviation of 19 around 400, and of 11 around a third of them.
  expect(drops.length).toBeGreaterThan(400 - 80)
  expect(drops.length).toBeLessThan(400 + 80)
  for (const phase of DROP_PHASES.trusted)
    expect(Math.abs(drops.filter((drop) => drop === phase).length - drops.length / 3)).toBeLessThan(50)
})

test("nobody drops at rate 0, and a seed repeats itself", () => {
  expect(draws(0).every((phase) => phase === null)).toBe(true)
  expect(draws(0.3)).toEqual(draws(0.3))
})

test("the secure mode has phases of its own, before and after each step that counts", () => {
  const phases = Array.from({ length: 400 }, (_, owner) => dropPhase("secure", 0.5, 3, owner, 1))
  expect(new Set(phases)).toEqual(new Set([null, ...DROP_PHASES.secure]))
})
