export * from "./credit-approval.ts"
export * from "./study-from-schema.ts"
