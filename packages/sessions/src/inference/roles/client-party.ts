import type { Party } from "@tutti/smpc"
import { type Heard, NOTHING_TO_SAY, refused } from "./role-run.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** The client's party: it can compute when it has the dealer's seed and the masked weights, whichever comes first. */
export class ClientParty {
  readonly #make: (seed: Bytes) => Party
  #party: Party | undefined
  /** The masked weights, until the seed is there. */
  #early: Bytes | undefined
  #isReady = false

  /** @param make the party, out of its seed */
  constructor(make: (seed: Bytes) => Party) {
    this.#make = make
  }

  /** The party, from the moment when it can compute. */
  get ready(): Party | undefined {
    return this.#isReady ? this.#party : undefined
  }

  seeded(seed: Bytes): Heard {
    if (this.#party) return refused("E_IN_LETTER")
    this.#party = this.#make(seed)
    return this.#early === undefined ? NOTHING_TO_SAY : this.#read(this.#party, this.#early)
  }

  masked(frame: Bytes): Heard {
    if (this.#isReady || this.#early) return refused("E_IN_LETTER")
    if (this.#party) return this.#read(this.#party, frame)
    this.#early = frame
    return NOTHING_TO_SAY
  }

  /** Wipes the party. */
  close(): void {
    this.#party?.close()
  }

  #read(party: Party, frame: Bytes): Heard {
    const read = party.readWeights(frame)
    if (!read.ok) return refused(read.code)
    this.#early = undefined
    this.#isReady = true
    return NOTHING_TO_SAY
  }
}
