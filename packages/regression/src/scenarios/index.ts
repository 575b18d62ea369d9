/* What the tests of whole sessions share with those of the solve: rows, oracles, and how rows are dealt out. */
export { default as bostonOracle } from "../../vectors/boston.json" with { type: "json" }
export * from "./boston.ts"
export * from "./oracle.ts"
export * from "./owners.ts"
