import type { DecimalSign } from "../numbers.ts"
import { type ColumnProfile, isMostlyNumbers } from "./column-profile.ts"

/**
 * The decimal sign of a column: what its own cells prove, else what the file's other columns prove, else the point.
 * Cells such as "1.234" prove nothing; "1,5", "1.234,5" and "0.125" do.
 */
export function decimalSign({ readings }: ColumnProfile, file: DecimalSign | null): DecimalSign {
  if (readings.comma.count !== readings.point.count)
    return readings.comma.count > readings.point.count ? "comma" : "point"
  return file ?? "point"
}

/** The decimal sign that most deciding cells of a file speak for, or null when none decides. */
export function fileDecimalSign(profiles: readonly ColumnProfile[]): DecimalSign | null {
  const numeric = profiles.filter(isMostlyNumbers)
  const point = numeric.reduce((sum, { readings }) => sum + readings.point.count, 0)
  const comma = numeric.reduce((sum, { readings }) => sum + readings.comma.count, 0)
  return point === comma ? null : comma > point ? "comma" : "point"
}
