import {
  type AgreementKey,
  constantTimeEqual,
  deriveKey,
  type NumberedSeal,
  type RoundSuite,
  sha256,
} from "@tutti/crypto"
import type { InferenceSeat, RefusalCode } from "@tutti/protocol"
import { concatBytes } from "@tutti/ring"
import { letterInfo } from "./labels.ts"

type Bytes = Uint8Array<ArrayBuffer>

const HASH_BYTES = 32
/** A letter says so by its first byte: with 1, both transcripts follow before the rest. */
const [PLAIN, CLOSING] = [Uint8Array.of(0), Uint8Array.of(1)]

export type OpenedLetter =
  | { readonly ok: true; readonly body: Bytes }
  | { readonly ok: false; readonly code: RefusalCode }

/** Everything that went one way: its number, and the hash over it. */
class Direction {
  readonly seal: NumberedSeal
  number = 0
  transcript: Bytes = new Uint8Array(HASH_BYTES)

  constructor(seal: NumberedSeal) {
    this.seal = seal
  }

  /** @param digest [32] of the letter as it travelled */
  passed(digest: Bytes): void {
    this.number += 1
    this.transcript = sha256(concatBytes(this.transcript, digest))
  }
}

/**
 * The letters between two of the three in one run. Each way has a key of its own; a letter's number is its nonce, so one
 * that was repeated, left out, put in another order or changed does not open. Sealing and opening go one after the other.
 */
export class LetterLine {
  readonly #suite: RoundSuite
  readonly #out: Direction
  readonly #in: Direction

  private constructor(suite: RoundSuite, out: Direction, incoming: Direction) {
    this.#suite = suite
    this.#out = out
    this.#in = incoming
  }

  /**
   * @param hash [32] of the run
   * @returns undefined where nobody can agree with the other's key
   */
  static async open(
    suite: RoundSuite,
    hash: Bytes,
    own: { readonly seat: InferenceSeat; readonly key: AgreementKey },
    other: { readonly seat: InferenceSeat; readonly key: Bytes },
  ): Promise<LetterLine | undefined> {
    const agreed = await own.key.agree(other.key)
    if (agreed === undefined) return undefined
    const direction = async (sender: InferenceSeat, receiver: InferenceSeat) => {
      const key = deriveKey(agreed, hash, letterInfo(sender, receiver))
      const seal = await suite.numberedSeal(key)
      key.fill(0)
      return new Direction(seal)
    }
    const line = new LetterLine(
      suite,
      await direction(own.seat, other.seat),
      await direction(other.seat, own.seat),
    )
    agreed.fill(0)
    return line
  }

  /**
   * @param body   in parts, one behind the other
   * @param closes the letter carries both transcripts, for the other side to compare with its own.
   */
  async seal(body: readonly Uint8Array[], closes: boolean): Promise<Bytes> {
    const { seal, number, transcript } = this.#out
    const head = closes ? concatBytes(CLOSING, transcript, this.#in.transcript) : PLAIN
    const sealed = await seal.seal(number, head, ...body)
    this.#out.passed(await this.#suite.digest(sealed))
    return sealed
  }

  async open(sealed: Bytes): Promise<OpenedLetter> {
    const { seal, number, transcript } = this.#in
    const [plain, digest] = await Promise.all([seal.unseal(number, sealed), this.#suite.digest(sealed)])
    if (plain === undefined || plain.length === 0) return { ok: false, code: "E_IN_SEAL" }
    this.#in.passed(digest)
    if (plain[0] === 0) return { ok: true, body: plain.subarray(1) }
    const [theirs, ours] = [plain.slice(1, 1 + HASH_BYTES), plain.slice(1 + HASH_BYTES, 1 + 2 * HASH_BYTES)]
    const isSame = constantTimeEqual(theirs, transcript) && constantTimeEqual(ours, this.#out.transcript)
    if (!isSame) return { ok: false, code: "E_IN_TRANSCRIPT" }
    return { ok: true, body: plain.subarray(1 + 2 * HASH_BYTES) }
  }
}
