import { io, type Socket } from "socket.io-client"

/** Waits between attempts to come back: doubling from `firstMs` to `maxMs`, each up to half as much more or less. */
export type BackOff = { firstMs: number; maxMs: number }

/** The doors of a relay. */
export type Namespace = "/owner" | "/watch" | "/party" | "/inference"

const PATIENT: BackOff = { firstMs: 500, maxMs: 15_000 }

/**
 * A socket that connects by itself and goes on trying. The jitter of its waits comes from socket.io and decides
 * nothing but when a machine knocks.
 */
export function openSocket(relayUrl: string, namespace: Namespace, backOff = PATIENT): Socket {
  return io(new URL(namespace, relayUrl).href, {
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: backOff.firstMs,
    reconnectionDelayMax: backOff.maxMs,
    randomizationFactor: 0.5,
    timeout: 10_000,
  })
}
