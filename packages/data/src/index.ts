export * from "./examples.ts"
export * from "./prepared-dataset.ts"
