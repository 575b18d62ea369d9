import { ringKernels } from "@tutti/ring"
import { unsafeSeededRandom } from "@tutti/testkit"
import { CorrectionReader, CorrectionWriter } from "../preprocessing/corrections.ts"
import { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { Kind } from "../preprocessing/kinds.ts"
import { type LayerStream, layerStream } from "../preprocessing/mask-stream.ts"
import { PartyMaterial } from "../preprocessing/party-material.ts"
import type { Words } from "../sharing/ring.ts"

export type Dealt = {
  readonly parties: readonly [PartyMaterial, PartyMaterial]
  readonly corrections: Uint8Array<ArrayBuffer>
}

type Streams = () => readonly [LayerStream, LayerStream]

/** One layer's material, dealt as a session deals it. */
export function dealtFrom(streams: Streams, deal: (dealer: DealerMaterial) => void): Dealt {
  const written = new CorrectionWriter()
  deal(new DealerMaterial(...streams(), written))
  const corrections = written.bytes()
  const [first, second] = streams()
  return {
    parties: [
      new PartyMaterial(0, first, new CorrectionReader()),
      new PartyMaterial(1, second, new CorrectionReader(corrections)),
    ],
    corrections,
  }
}

/** Streams as a session's, repeatable. */
export function seededStreams(seed: string): Streams {
  const random = unsafeSeededRandom(seed)
  const keys = [random(32), random(32)] as const
  const kernels = ringKernels()
  return () => [layerStream(kernels, keys[0], 1, 0), layerStream(kernels, keys[1], 1, 0)]
}

/** Streams that are not random: party 0 draws the chosen words of each kind, one after the other, and zeros beyond. */
export function chosenStreams(chosen: Partial<Record<Kind, readonly Words[]>>): Streams {
  return () => {
    const drawn = new Map<Kind, number>()
    return [
      {
        next(kind, words, into = new Int32Array(words)) {
          const index = drawn.get(kind) ?? 0
          drawn.set(kind, index + 1)
          into.set(chosen[kind]?.[index] ?? new Int32Array(words))
          return into
        },
      },
      { next: (_, words, into = new Int32Array(words)) => into.fill(0) },
    ]
  }
}
