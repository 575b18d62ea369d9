import type { WireLimits } from "../framing/wire-limits.ts"
import { TokenBucket } from "./token-bucket.ts"

/** What one socket may send: frames with a burst of a second's worth, bytes with one of ten seconds' worth. */
export class PeerBudget {
  readonly #frames: TokenBucket
  readonly #bytes: TokenBucket

  constructor(limits: WireLimits, nowMs: number) {
    this.#frames = new TokenBucket(limits.framesPerSecond, 1, nowMs)
    this.#bytes = new TokenBucket(limits.bytesPerSecond, 10, nowMs)
  }

  /** @returns milliseconds by which to delay the answer to a frame of this size; undefined to refuse it. */
  take(bytes: number, nowMs: number): number | undefined {
    const forFrames = this.#frames.take(1, nowMs)
    const forBytes = this.#bytes.take(bytes, nowMs)
    return forFrames === undefined || forBytes === undefined ? undefined : Math.max(forFrames, forBytes)
  }
}
