export * from "./admin/index.ts"
export * from "./error.ts"
export * from "./links.ts"
