import { expect, test } from "vitest"
import type { OwnerScreen } from "./api.ts"
import { NO_HISTORY } from "./history.ts"
import { applyChange, screenChange } from "./screen-change.ts"

const first: OwnerScreen = {
  ...NO_HISTORY,
  phase: "training",
  returning: false,
  cohort: 3,
  wait: null,
  backend: { name: "wasm", reason: "" },
  problem: null,
  ownCounted: 0,
}

test("a page without a screen gets the whole, and later ones only what is another object", () => {
  const next: OwnerScreen = { ...first, phase: "uploading", own: [] }
  const change = screenChange(first, next)
  expect(screenChange(null, first)).toEqual({ kind: "whole", screen: first })
  expect(change).toEqual({ kind: "part", changes: { phase: "uploading", own: [] } })
})

test("applying the changes gives the screen, with everything else the same object as before", () => {
  const next: OwnerScreen = {
    ...first,
    phase: "waiting",
    wait: { for: "admin", have: 0, need: 1, remainingMs: null, sinceMs: 5 },
  }
  const shown = applyChange(first, screenChange(first, next))
  expect(shown).toEqual(next)
  expect(shown?.backend).toBe(first.backend)
})
