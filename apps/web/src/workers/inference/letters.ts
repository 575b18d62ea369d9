import type { InferenceSeat } from "@tutti/protocol"
import { toHex } from "@tutti/ring"
import type { LetterBody, PassedLetter } from "@tutti/sessions/inference"
import { FRAME_HEADER_BYTES, type Opened, type Turns } from "@tutti/smpc"
import type { SeenLetter, SeenLetters } from "./api.ts"

/** Bytes of each letter that are shown. */
const SHOWN_BYTES = 8
/** Letters of a run that are kept for the screen; of a long one the first. */
const MOST_LETTERS = 60

/** The letters of the newest run by their first bytes, as this tab saw them pass. */
export class LetterBook {
  readonly #own: InferenceSeat
  /** What the frames of a batch hold; undefined before the terms are known. */
  readonly #turns: () => Turns | undefined
  #run = 0
  #letters: SeenLetter[] = []
  #more = 0

  constructor(own: InferenceSeat, turns: () => Turns | undefined) {
    this.#own = own
    this.#turns = turns
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
    this.#letters.push({
      place: this.#letters.length + 1,
      from,
      to,
      kind: letter.kind,
      opens: letter.kind === "frame" ? opensOf(letter.frame, this.#turns()) : null,
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

/** By its header; see `FRAME_HEADER_BYTES`. @returns null for what is no frame of the plan. */
function opensOf(frame: Uint8Array, turns: Turns | undefined): readonly Opened[] | null {
  if (frame.length < FRAME_HEADER_BYTES || turns === undefined) return null
  const header = new DataView(frame.buffer, frame.byteOffset)
  const [number, role] = [header.getUint16(4, true), header.getUint8(6)]
  return turns.frames[role === 0 ? 0 : 1][number - 1]?.opens ?? null
}

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
