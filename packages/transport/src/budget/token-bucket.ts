/**
 * A rate with a burst: `perSecond × burstSeconds` units may come at once, then `perSecond`. Whoever is faster goes
 * into debt, at most as deep as the burst, and is told how long the debt takes to pay: an honest peer, which waits
 * for answers, is slowed down instead of refused.
 */
export class TokenBucket {
  readonly #perSecond: number
  readonly #burst: number
  #balance: number
  #atMs: number

  /** It starts full. */
  constructor(perSecond: number, burstSeconds: number, nowMs: number) {
    this.#perSecond = perSecond
    this.#burst = perSecond * burstSeconds
    this.#balance = this.#burst
    this.#atMs = nowMs
  }

  /**
   * @returns milliseconds until what was taken is paid for, 0 while there is balance; undefined, and nothing is
   *   taken, when the debt is too deep.
   */
  take(units: number, nowMs: number): number | undefined {
    this.#balance = Math.min(this.#burst, this.#balance + ((nowMs - this.#atMs) / 1_000) * this.#perSecond)
    this.#atMs = nowMs
    if (this.#balance - units < -this.#burst) return undefined
    this.#balance -= units
    return Math.max(0, (-this.#balance / this.#perSecond) * 1_000)
  }
}
