// A worker thread that reads TypeScript: under Node 20 a loader given by `--import` does not reach worker threads.
import { register } from "tsx/esm/api"

register()
await import("./unmask-thread.ts")
