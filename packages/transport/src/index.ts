export type { Traffic } from "./connection.ts"
export type { Answer } from "./framing/frames.ts"
export type { WireLimits } from "./framing/wire-limits.ts"
export { type MemoryLine, type MemoryLineOptions, memoryLine } from "./memory/memory-line.ts"
export type { Clock, Timers } from "./ports.ts"
export {
  type ConnectOptions,
  connectInference,
  connectOwner,
  connectParty,
  type InferenceChannel,
  type OwnerChannel,
  type PartyChannel,
} from "./socket-io/client.ts"
export type { BackOff } from "./socket-io/open-socket.ts"
export {
  type InferenceLine,
  type OwnerLine,
  type PartyLine,
  type ServeOptions,
  serveInferenceSocket,
  serveOwnerSocket,
  servePartySocket,
} from "./socket-io/server.ts"
export { serverOptions } from "./socket-io/server-options.ts"
export { type WatchListeners, watchRegression, watchStudy } from "./socket-io/watch-client.ts"
export { type WatchLine, watchLine } from "./socket-io/watch-server.ts"
