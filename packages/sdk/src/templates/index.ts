export * from "./credit-approval.ts"
export { type SecureTerms, secureStudy } from "./secure-study.ts"
export * from "./study-from-schema.ts"
