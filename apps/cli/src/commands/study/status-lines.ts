import type { RoundView, StudyView } from "@tutti/protocol"

/** A study as a person reads it: its state, what it waits for, its rounds, its owners. */
export function statusLines({ spec, study, state, waiting, rounds, roster, bestRound }: StudyView): string[] {
  return [
    `${spec.title} (${study}): ${state}, ${spec.mode} mode, best round ${bestRound === 0 ? "–" : bestRound}`,
    ...(waiting === null
      ? []
      : [`waiting for ${waiting.for}: ${waiting.have} of ${waiting.need}${inSeconds(waiting.remainingMs)}`]),
    ...rounds.map(roundLine),
    ...roster.map(({ participant, label, state, code }) => {
      const name = label === "" ? participant.slice(0, 8) : label
      return `${name}: ${state}${code === null ? "" : ` (${code})`}`
    }),
  ]
}

function roundLine({ round, phase, received, needed, reason, metrics }: RoundView): string {
  if (metrics === null) return `round ${round}: ${phase}, ${reason ?? `${received} of ${needed}`}`
  const { survivors, cohort, trainLoss, validationLoss, validationAccuracy, seconds } = metrics
  const validation =
    validationLoss === null ? "no validation rows" : `validation loss ${validationLoss.toFixed(4)}`
  const accuracy = validationAccuracy === null ? "" : `, accuracy ${(100 * validationAccuracy).toFixed(1)} %`
  return `round ${round}: ${survivors} of ${cohort} owners, train loss ${trainLoss.toFixed(4)}, ${validation}${accuracy}, ${seconds.toFixed(2)} s`
}

const inSeconds = (ms: number | null) => (ms === null ? "" : `, gives up in ${Math.ceil(ms / 1000)} s`)
