import { type Delimiter, readRecords } from "./records.ts"

/**
 * In the order of trust. A comma stands last: it is also the decimal sign of files that a semicolon separates,
 * while hardly any file holds the same number of semicolons, tabs or bars in every record by chance.
 */
export const DELIMITERS: readonly Delimiter[] = ["\t", ";", "|", ","]
const SAMPLE_RECORDS = 200

/** The first records of a file, cut at the delimiter that gives most of them the same number of cells. */
export type Sample = {
  delimiter: Delimiter
  /** The number of cells that most records have. */
  width: number
  records: readonly string[][]
}

/** @param text the beginning of a file; its last record may be cut off. */
export function sampleRecords(text: string, delimiters: readonly Delimiter[] = DELIMITERS): Sample {
  let best: (Sample & { share: number }) | undefined
  for (const delimiter of delimiters) {
    const records: string[][] = []
    readRecords([text], delimiter, (cells) => records.push(cells) < SAMPLE_RECORDS)
    const { width, share } = commonWidth(records)
    const better = best === undefined || (width > 1 && (best.width === 1 || share > best.share))
    if (better) best = { delimiter, width, share, records }
  }
  return best ?? { delimiter: ",", width: 1, records: [] }
}

function commonWidth(records: readonly string[][]): { width: number; share: number } {
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  const [width, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [1, 0])
  return { width, share: records.length === 0 ? 0 : count / records.length }
}
