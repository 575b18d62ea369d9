import { concatBytes } from "@tutti/ring"

type Bytes = Uint8Array<ArrayBuffer>

/** What all parties but one have sent, in order, for that one. */
export const othersFrames = (frames: ReadonlyMap<number, Bytes>, receiver: number): Bytes =>
  concatBytes(
    ...[...frames]
      .filter(([sender]) => sender !== receiver)
      .sort(([one], [other]) => one - other)
      .map(([, frame]) => frame),
  )
