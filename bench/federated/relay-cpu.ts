import { readFile } from "node:fs/promises"
import { simulate } from "@tutti/cli/simulate"
import { creditApprovalSchema, parseTable } from "@tutti/data"
import { creditApprovalStudy, networkFor } from "@tutti/sdk/templates"
import type { Measurement } from "../harness/measurement.ts"
import { creditFile } from "../harness/tutti.ts"
import { plainTrainer } from "./plain-trainer.ts"

/** 42 · 2222 + 2222 + 2222 · 2 + 2 = 99,992 weights. */
const HIDDEN_UNITS = 2222
const ROUNDS = 22
/** They pay for compilation. */
const FIRST_ROUNDS = 2

export const measurement: Measurement = {
  name: "federated/relay-cpu",
  what: "CPU of the relay's own process a round, user and system and all its threads: 100 owners × 99,992 weights, trusted, real sockets, owners in another process",
  unit: "ms",
  bar: 150,
  anchor: { name: "DISCO", value: 1_062 },
  async run() {
    const parsed = parseTable(await readFile(creditFile()))
    if (!parsed.ok) throw new Error("the credit data cannot be read")
    const { rounds } = await simulate({
      table: parsed.table,
      spec: creditApprovalStudy({
        model: networkFor(creditApprovalSchema, [HIDDEN_UNITS]),
        training: { rounds: ROUNDS },
      }),
      owners: 100,
      dropout: 0,
      seed: 1,
      trainer: plainTrainer,
      onRound: () => {},
    })
    return rounds.slice(FIRST_ROUNDS).map(({ relayCpuSeconds }) => 1000 * relayCpuSeconds)
  },
}
