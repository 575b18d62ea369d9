export { DEFAULTS, type RelayOptions } from "./config.ts"
export { letHeapGrow } from "./heap.ts"
export { type RelayPorts, type RunningRelay, startRelay } from "./relay.ts"
export { DatabaseTakenError } from "./store/engine.ts"
