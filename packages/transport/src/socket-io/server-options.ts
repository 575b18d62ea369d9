import { LIMITS } from "@tutti/protocol"

/**
 * How the relay's socket.io server has to be set up for this framing. A frame above `frameBytes` closes the
 * connection; the largest one that the protocol asks for is far below it, so that a clumsy peer still hears why.
 */
export const serverOptions: {
  transports: "websocket"[]
  maxHttpBufferSize: number
  perMessageDeflate: false
  httpCompression: false
  serveClient: false
  connectTimeout: number
  pingInterval: number
  pingTimeout: number
} = {
  transports: ["websocket"],
  maxHttpBufferSize: LIMITS.frameBytes,
  // Weights do not compress, and the library's compression costs memory per socket (socket.io#3477).
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  connectTimeout: LIMITS.identifyWithinMs,
  pingInterval: 10_000,
  pingTimeout: 20_000,
}
