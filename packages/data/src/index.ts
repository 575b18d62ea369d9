export * from "./check/check-table.ts"
export type { ColumnReport } from "./check/column-report.ts"
export { usableRows } from "./check/survey.ts"
export * from "./examples.ts"
export * from "./idx/images.ts"
export { IDX_PROBLEMS, type IdxProblem } from "./idx/parse-idx.ts"
export * from "./limits.ts"
export { autoMapping, matchingColumns } from "./mapping/auto-mapping.ts"
export { type ColumnSource, listedValues, type Mapping, mappedColumns } from "./mapping/mapping.ts"
export { mappingProblems } from "./mapping/mapping-problems.ts"
export { USUAL_MISSING_MARKERS } from "./missing.ts"
export { type DecimalSign, parseNumber } from "./numbers.ts"
export * from "./prepare/prediction.ts"
export * from "./prepare/prepare-dataset.ts"
export { columnStatistics, combineStatistics, scaledColumns, unscaleOutputs } from "./prepare/scaling.ts"
export * from "./prepare/seeded-generator.ts"
export { splitRows } from "./prepare/split.ts"
export * from "./prepared-dataset.ts"
export {
  DATA_PROBLEM_CODES,
  type DataProblem,
  type DataProblemCode,
  hasErrors,
  type Place,
  problemCells,
  problemSentence,
  problemWords,
} from "./problems.ts"
export { type ColumnProfile, profileColumn } from "./schema/column-profile.ts"
export { creditApprovalSchema } from "./schema/credit-approval.ts"
export { featureNames } from "./schema/features.ts"
export * from "./schema/infer-schema.ts"
export { type ColumnKind, suggestKind } from "./schema/suggest-kind.ts"
export * from "./table/parse-table.ts"
export type { Delimiter } from "./table/records.ts"
export * from "./table/table.ts"
export { type DecodedText, decodeText } from "./text/decode.ts"
export { type DetectedEncoding, detectEncoding, type Encoding } from "./text/encoding.ts"
