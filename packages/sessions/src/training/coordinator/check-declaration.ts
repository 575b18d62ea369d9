import { scaledColumns } from "@tutti/data"
import type { ColumnStatistics, RefusalCode } from "@tutti/protocol"
import type { CommittedStudy } from "../committed.ts"
import type { Declaration } from "../declaration.ts"
import type { Owner } from "./state.ts"

/** Share by which rounded sums of equal squares may miss the inequality of Cauchy and Schwarz. */
const ROUNDING = 1e-9

/** Why an owner cannot take part with this, or null. */
export function refuseDeclaration(
  { spec, studyHash }: CommittedStudy,
  declared: Declaration & { studyHash: string },
): RefusalCode | null {
  if (spec.mode !== "trusted") return "E_WRONG_STATE"
  if (declared.studyHash !== studyHash) return "E_STUDY_CHANGED"
  const names = scaledColumns(spec.dataset)
  const { statistics, trainingRows } = declared
  const fits =
    statistics.length === names.length &&
    statistics.every((column, index) => column.name === names[index] && isPossible(column, trainingRows))
  return fits ? null : "E_STATISTICS"
}

/** Why an owner cannot take part in a secure study, or null. */
export function refuseEnrolment(
  { spec, studyHash, roster }: CommittedStudy,
  { identityKey }: Owner,
  agreed: string,
): RefusalCode | null {
  if (spec.mode !== "secure") return "E_WRONG_STATE"
  if (agreed !== studyHash) return "E_STUDY_CHANGED"
  const isIn = roster === null || roster.identityKeys.includes(identityKey ?? "")
  return isIn ? null : "E_ROSTER_CLOSED"
}

/** Whether any `count` numbers, of at most `rows` rows, have this sum and this sum of squares. */
function isPossible({ count, sum, sumOfSquares }: ColumnStatistics, rows: number): boolean {
  return (
    count <= rows &&
    Number.isFinite(sum) &&
    Number.isFinite(sumOfSquares) &&
    sumOfSquares * count >= sum * sum * (1 - ROUNDING)
  )
}
