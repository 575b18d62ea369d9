import type { RoundMetrics } from "@tutti/protocol"
import { DROP_PHASES } from "./dropout.ts"
import type { SimulatedRound, SimulationReport } from "./report.ts"

/* What `tutti simulate` prints for a person. */

export function roundLine(metrics: RoundMetrics): string {
  const { round, survivors, cohort, seconds, trainLoss, validationLoss, validationAccuracy } = metrics
  return [
    `round ${round}`,
    `${survivors} of ${cohort} owners`,
    `${seconds.toFixed(2)} s`,
    `train loss ${trainLoss.toFixed(4)}`,
    ...(validationLoss === null ? [] : [`validation loss ${validationLoss.toFixed(4)}`]),
    ...(validationAccuracy === null ? [] : [`accuracy ${percent(validationAccuracy)}`]),
  ].join(", ")
}

export function summaryLines(report: SimulationReport): string[] {
  const { rows, owners, rounds, abandoned, modelHash, seconds } = report
  const dropped = rounds.reduce((sum, round) => sum + round.dropped, 0)
  const bytes = rounds.reduce((sum, round) => sum + round.bytesUpPerOwner, 0) / Math.max(1, rounds.length)
  return [
    "",
    `${owners} owners, ${rows.dealt} rows dealt${rows.dealtAgain === 0 ? "" : ` (${rows.dealtAgain} of them to two owners)`}, ${rows.heldOut} held out`,
    `${rounds.length} rounds in ${seconds.toFixed(1)} s, ${(bytes / 1024).toFixed(1)} kB sent per owner and round, ${dropped} drop-outs, ${abandoned.length} rounds abandoned`,
    `CPU: relay ${report.relayCpuSeconds.toFixed(2)} s, owners ${report.participantCpuSeconds.toFixed(2)} s (${report.backend})`,
    ...dropOutLines(rounds),
    "on the held-out rows:",
    `  federated model  ${score(report.accuracy, report.loss)}`,
    `  pooled model     ${score(report.pooledAccuracy, report.pooledLoss)}`,
    `model ${modelHash}`,
  ]
}

/** Where the sockets were closed: a line for each phase, with the first of those who left there. */
function dropOutLines(rounds: readonly SimulatedRound[]): string[] {
  const byPhase = new Map<string, string[]>()
  for (const { round, dropOuts } of rounds)
    for (const { owner, phase } of dropOuts)
      byPhase.set(phase, [...(byPhase.get(phase) ?? []), `${owner} (round ${round})`])
  return [...byPhase].map(([phase, owners]) => {
    const more = owners.length > NAMED ? ` and ${owners.length - NAMED} more` : ""
    return `dropped out ${DURING.has(phase) ? "while " : ""}${phase}: owners ${owners.slice(0, NAMED).join(", ")}${more}`
  })
}

const DURING: ReadonlySet<string> = new Set(DROP_PHASES.trusted)

/** Owners that one line names. */
const NAMED = 6

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function score(accuracy: number | null, loss: number): string {
  return accuracy === null
    ? `loss ${loss.toFixed(4)}`
    : `accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}`
}
