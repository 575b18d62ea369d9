import type { OwnerScreen } from "./api.ts"

/** What crosses to the page: everything once, then only what is not the same object any more. */
export type ScreenChange =
  | { kind: "whole"; screen: OwnerScreen }
  | { kind: "part"; changes: Partial<OwnerScreen> }

/** A part that were missing here would only be sent every time. */
const PARTS = [
  "phase",
  "returning",
  "cohort",
  "wait",
  "backend",
  "secure",
  "participant",
  "problem",
  "alarm",
  "ownCounted",
  "round",
  "own",
  "rounds",
  "abandoned",
  "ledger",
  "bytesIn",
  "outcome",
  "score",
] as const satisfies readonly (keyof OwnerScreen)[]

/** @param sent the screen that the page has; null for a page that has none. */
export function screenChange(sent: OwnerScreen | null, now: OwnerScreen): ScreenChange {
  if (sent === null) return { kind: "whole", screen: now }
  const changes: Partial<OwnerScreen> = { ...now }
  for (const part of PARTS) if (sent[part] === now[part]) delete changes[part]
  return { kind: "part", changes }
}

/** The other side of it: what did not change stays the same object, and what shows it need not be drawn again. */
export function applyChange(shown: OwnerScreen | null, change: ScreenChange): OwnerScreen | null {
  if (change.kind === "whole") return change.screen
  return shown === null ? null : { ...shown, ...change.changes }
}
