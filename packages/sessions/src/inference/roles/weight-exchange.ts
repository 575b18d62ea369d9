import type { InferenceSeat } from "@tutti/protocol"
import type { Party } from "@tutti/smpc"
import { type Heard, NOTHING_TO_SAY, refused } from "./role-run.ts"

type Bytes = Uint8Array<ArrayBuffer>

/**
 * How two parties open the masked weights, once in a run: each says its share when it has its seed, and opens when it has
 * the other's, whichever comes first. Neither is taken twice.
 */
export class WeightExchange {
  readonly #other: InferenceSeat
  readonly #make: (seed: Bytes) => Party
  #party: Party | undefined
  /** The other's share, which may come before the seed. */
  #early: Bytes | undefined
  #isOpen = false

  /** @param make this party, out of its seed */
  constructor(other: InferenceSeat, make: (seed: Bytes) => Party) {
    this.#other = other
    this.#make = make
  }

  /** The party, from the moment when its weights are open. */
  get opened(): Party | undefined {
    return this.#isOpen ? this.#party : undefined
  }

  seeded(seed: Bytes): Heard {
    if (this.#party) return refused("E_IN_LETTER")
    const party = this.#make(seed)
    this.#party = party
    const own = { to: this.#other, letter: { kind: "weights", frame: party.weightFrame() } } as const
    const opened = this.#early === undefined ? NOTHING_TO_SAY : this.#open(party, this.#early)
    return opened.ok ? { ok: true, letters: [own] } : opened
  }

  masked(frame: Bytes): Heard {
    if (this.#isOpen || this.#early) return refused("E_IN_LETTER")
    if (this.#party) return this.#open(this.#party, frame)
    this.#early = frame
    return NOTHING_TO_SAY
  }

  /** Wipes the party. */
  close(): void {
    this.#party?.close()
  }

  #open(party: Party, frame: Bytes): Heard {
    const opened = party.openWeights(frame)
    if (!opened.ok) return refused(opened.code)
    this.#isOpen = true
    return NOTHING_TO_SAY
  }
}
