export * from "./admin/index.ts"
export * from "./error.ts"
export * from "./links.ts"
export { dataError, datasetFromCsv } from "./participant/dataset-from-csv.ts"
