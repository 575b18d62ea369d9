import type { RegressionDesign } from "@tutti/protocol"
import { type RegressionTable, regressionJson, summaryOf, summaryText } from "@tutti/regression"
import { designFromTable } from "@tutti/sdk/regression"
import { CliFailure } from "../failure.ts"
import { type Machines, startMachines } from "./machines.ts"
import { type Finished, Rehearsal, type RehearsalOptions } from "./rehearsal.ts"
import type { RegressionReport } from "./report.ts"

export { type Machines, startMachines } from "./machines.ts"
export { type Founded, found } from "./rehearsal.ts"

/** @property table for people; `report` is what programs read of it. */
export type Regressed = { design: RegressionDesign; table: RegressionTable; report: RegressionReport }

/**
 * An encrypted regression on this machine, from one file: a relay and a dealer in processes of their own, owners in this
 * one, real sockets between all of them.
 * @throws {TuttiError | CliFailure} with the code of what went wrong; then nothing is opened.
 */
export async function regress(options: RehearsalOptions): Promise<Regressed> {
  requireSound(options)
  const machines = await startMachines({ withDealer: options.opening === "coefficients" })
  try {
    return await regressOn(machines, options)
  } finally {
    await machines.stop()
  }
}

/** The same with processes that are there already. */
export async function regressOn(machines: Machines, options: RehearsalOptions): Promise<Regressed> {
  const rehearsal = await Rehearsal.begin(options, machines)
  try {
    return await reportOf(rehearsal, await rehearsal.run())
  } finally {
    rehearsal.close()
  }
}

/** Looks at file, design and owners before anything is started. @throws {TuttiError | CliFailure} */
function requireSound(options: RehearsalOptions): void {
  const { owners, opening, table } = options
  const { rows } = table
  designFromTable(table, options)
  const fewest = opening === "aggregate" ? 3 : 2
  if (owners < fewest)
    throw new CliFailure(
      "E_TOO_FEW_OWNERS",
      `To open ${opening === "aggregate" ? "sums" : "coefficients"} takes at least ${fewest} owners, not ${owners}.`,
    )
  if (owners > rows)
    throw new CliFailure("E_OWNERS", `${rows} rows cannot be dealt to ${owners} owners: each needs one.`)
}

/** What a finished run says of itself. */
export async function reportOf(rehearsal: Rehearsal, { result, seconds }: Finished): Promise<Regressed> {
  const { spec, owners } = rehearsal
  const sent = owners.map(({ party }) => party.view().ledger.filter(({ run }) => run === result.run))
  const steps = sent.map((entries) => entries.filter(({ what }) => ROUNDS.has(what)).length)
  const ended = (await rehearsal.runs()).filter(({ reason }) => reason !== null)
  return {
    design: spec.design,
    table: result.table,
    report: {
      ...regressionJson(result.table),
      terms: [...regressionJson(result.table).terms],
      opening: spec.opening,
      owners: owners.length,
      seconds,
      rounds: Math.max(...steps),
      bytesPerParty: Math.max(...sent.map((entries) => entries.reduce((sum, { bytes }) => sum + bytes, 0))),
      opened: result.opened.map(({ name }) => name),
      transcript: result.transcript,
      run: result.run,
      endedRuns: ended.flatMap(({ run, reason }) => (reason === null ? [] : [{ run, reason }])),
    },
  }
}

/** What an owner sends that others wait for. */
const ROUNDS: ReadonlySet<string> = new Set(["frame", "masked-vector", "aggregation-step"])

/** What `tutti regress` prints for a person. */
export function regressionLines({ design, table, report }: Regressed): string {
  const { opening, rounds, seconds, bytesPerParty, owners, opened, transcript } = report
  return [
    summaryText(summaryOf(design, table, opening)),
    "",
    `Opened: ${opened.join(", ")}.`,
    `${owners} owners, ${rounds} rounds in ${seconds.toFixed(2)} s, at most ${(bytesPerParty / 1_000).toFixed(1)} kB sent by one owner.`,
    ...(transcript === null ? [] : [`Transcript of all frames: ${transcript}`]),
  ].join("\n")
}
