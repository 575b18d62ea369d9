import type { RegressionDesign } from "@tutti/protocol"
import { type RegressionTable, regressionJson, summaryOf, summaryText } from "@tutti/regression"
import { type Finished, Rehearsal, type RehearsalOptions } from "./rehearsal.ts"
import type { RegressionReport } from "./report.ts"

/** @property table for people; `report` is what programs read of it. */
export type Regressed = { design: RegressionDesign; table: RegressionTable; report: RegressionReport }

/**
 * An encrypted regression on this machine, from one file.
 * @throws {TuttiError | CliFailure} with the code of what went wrong; then nothing is opened.
 */
export async function regress(options: RehearsalOptions): Promise<Regressed> {
  const rehearsal = await Rehearsal.begin(options)
  try {
    return await reportOf(rehearsal, await rehearsal.run())
  } finally {
    await rehearsal.stop()
  }
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
