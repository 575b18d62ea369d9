import { formatMeasure, formatShare, formatTick, formatTickShare } from "../format.ts"
import type { Bounds } from "./scale.ts"

/** What a chart's values are: how they are written, and where they can lie. */
export type Measure = {
  bounds: Bounds
  format: (value: number | null) => string
  /** At the axis, with no more digits than all ticks need. */
  formatTick: (value: number, digits: number) => string
}

export const LOSS: Measure = {
  bounds: { least: 0, most: Number.POSITIVE_INFINITY, span: 0.02 },
  format: formatMeasure,
  formatTick,
}

/** A share in [0, 1], written in per cent. */
export const SHARE: Measure = {
  bounds: { least: 0, most: 1, span: 0.1 },
  format: formatShare,
  formatTick: formatTickShare,
}
