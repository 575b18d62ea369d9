export * from "./events.ts"
export * from "./participant/view.ts"
