import type { InferenceSeat } from "@tutti/protocol"
import { toHex } from "@tutti/ring"
import type { LetterBody, PassedLetter } from "@tutti/sessions/inference"
import { FRAME_HEADER_BYTES, type Opened } from "@tutti/smpc"
import type { SeenLetter, SeenLetters } from "./api.ts"

/** Bytes of each letter that are shown. */
const SHOWN_BYTES = 8
/** Letters of a run that are kept for the screen; of a long one the first. */
const MOST_LETTERS = 60

/** The letters of the newest run by their first bytes, as this tab saw them pass. */
export class LetterBook {
  readonly #own: InferenceSeat
  /** What each round of a batch opens, from the first. */
  readonly #rounds: () => readonly Opened[]
  #run = 0
  #letters: SeenLetter[] = []
  #more = 0

  constructor(own: InferenceSeat, rounds: () => readonly Opened[]) {
    this.#own = own
    this.#rounds = rounds
  }

  /** Of the run before, nothing is kept. */
  enter({ run, way, other, letter, sealed }: PassedLetter): void {
    if (run !== this.#run) {
      this.#run = run
      this.#letters = []
      this.#more = 0
    }
    if (this.#letters.length >= MOST_LETTERS) {
      this.#more += 1
      return
    }
    const [from, to] = way === "out" ? [this.#own, other] : [other, this.#own]
    const round = letter.kind === "frame" ? roundOf(letter.frame) : null
    this.#letters.push({
      place: this.#letters.length + 1,
      from,
      to,
      kind: letter.kind,
      opens: round === null ? null : (this.#rounds()[round - 1] ?? null),
      bytes: sealed.length,
      sealed: headOf(sealed),
      read: contentOf(letter),
    })
  }

  seen(): SeenLetters {
    return { letters: [...this.#letters], more: this.#more }
  }
}

const headOf = (bytes: Uint8Array): string => toHex(bytes.slice(0, SHOWN_BYTES))

/** From 1; see `FRAME_HEADER_BYTES`. @returns null for what is too short to be a frame. */
const roundOf = (frame: Uint8Array): number | null =>
  frame.length < FRAME_HEADER_BYTES ? null : new DataView(frame.buffer, frame.byteOffset).getUint16(4, true)

/** What follows the headers, which say nothing that is hidden. A seed is all that stands between a frame and its value. */
function contentOf(letter: LetterBody): string | null {
  switch (letter.kind) {
    case "seed":
      return null
    case "weights":
    case "frame":
      return headOf(letter.frame.subarray(FRAME_HEADER_BYTES))
    case "order":
      return headOf(Uint8Array.of(letter.rows & 0xff, letter.rows >> 8))
    case "corrections":
      return headOf(letter.part)
    case "output":
    case "closed":
      return headOf(letter.share)
    case "close":
      return ""
  }
}
