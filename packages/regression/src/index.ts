export * from "./design.ts"
export * from "./dithered/information.ts"
export * from "./dithered/last-round.ts"
export {
  type DealtMaterial,
  dealMaterial,
  materialBytes,
  openMaterial,
  shareValues,
} from "./dithered/material.ts"
export { PRINTED_BITS } from "./dithered/parameters.ts"
export * from "./dithered/party.ts"
export { estimatesOf } from "./dithered/result.ts"
export { type Finished, type Opened, type Setting, type Stage, settingOf } from "./dithered/stage.ts"
export * from "./encoding/column.ts"
export { type CellRefusal, columnRefusal } from "./encoding/encode.ts"
export { suggestColumn } from "./encoding/suggest.ts"
export * from "./inference/regression-table.ts"
export * from "./opened/opened-record.ts"
export * from "./opened/opened-values.ts"
export type { Estimates, Solved, SolveRefusal } from "./solve/estimates.ts"
export { solveAggregate } from "./solve/solve-aggregate.ts"
export * from "./statistics/sufficient-statistics.ts"
export * from "./statistics/vector.ts"
export * from "./summary/exports.ts"
export { summaryHtml } from "./summary/html.ts"
export * from "./summary/summary.ts"
export { summaryText } from "./summary/text.ts"
export { type Twin, twinOf } from "./twin/twin.ts"
export { canHaveTwin } from "./twin/twin-rows.ts"
