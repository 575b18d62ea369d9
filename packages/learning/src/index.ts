export * from "./trainer.ts"
