import { readFile } from "node:fs/promises"
import { simulate } from "@tutti/cli/simulate"
import { creditApprovalSchema, parseTable } from "@tutti/data"
import { creditApprovalStudy, networkFor } from "@tutti/sdk/templates"
import { plainTrainer } from "../federated/plain-trainer.ts"
import { type Measurement, median } from "../harness/measurement.ts"
import { creditFile } from "../harness/tutti.ts"

/** 42 · 2222 + 2222 + 2222 · 2 + 2 = 99,992 weights. */
const HIDDEN_UNITS = 2222
const ROUNDS = 12
/** They pay for compilation. */
const FIRST_ROUNDS = 2

export const measurement: Measurement = {
  name: "secure-aggregation/wall-ratio",
  what: `wall time of a secure round against the median trusted round: 10 owners × 99,992 weights, real sockets; a run is a secure round of ${ROUNDS - FIRST_ROUNDS}`,
  unit: "×",
  bar: 1.5,
  anchor: { name: "the trusted round", value: 1 },
  async run() {
    const trusted = median(await roundSeconds("trusted"))
    return (await roundSeconds("secure")).map((seconds) => seconds / trusted)
  },
}

async function roundSeconds(mode: "trusted" | "secure"): Promise<number[]> {
  const parsed = parseTable(await readFile(creditFile()))
  if (!parsed.ok) throw new Error("the credit data cannot be read")
  const { rounds } = await simulate({
    table: parsed.table,
    spec: creditApprovalStudy({
      mode,
      model: networkFor(creditApprovalSchema, [HIDDEN_UNITS]),
      training: { rounds: ROUNDS },
    }),
    owners: 10,
    dropout: 0,
    seed: 1,
    trainer: plainTrainer,
    onRound: () => {},
  })
  return rounds.slice(FIRST_ROUNDS).map(({ seconds }) => seconds)
}
