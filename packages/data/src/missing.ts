/** Cells that usually mean "no value". A dash, a dot or "none" may be a value, so they are not among them. */
export const USUAL_MISSING_MARKERS = ["?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null"]

/** Whether a trimmed cell holds no value: it is empty or one of the markers. */
export function isMissing(text: string, markers: readonly string[]): boolean {
  return text === "" || markers.includes(text)
}
