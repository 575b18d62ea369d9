import type { RefusalCode } from "@tutti/protocol"

/** Why an owner gives a phase nothing, as the roster shows it. */
export type Fate =
  | { state: "excluded" | "failed"; code: RefusalCode }
  | { state: "dropped" | "left"; code: null }
