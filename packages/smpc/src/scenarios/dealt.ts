import { concatBytes, type RingKernels, scalarKernels } from "@tutti/ring"
import { unsafeSeededRandom } from "@tutti/testkit"
import { DealerMaterial } from "../preprocessing/dealer-material.ts"
import { type LayerStream, layerStream } from "../preprocessing/mask-stream.ts"
import { CorrectionReader, PartyMaterial } from "../preprocessing/party-material.ts"

export type Dealt = {
  readonly parties: readonly [PartyMaterial, PartyMaterial]
  readonly corrections: Uint8Array<ArrayBuffer>
}

/** One layer's material, dealt as a session deals it. */
export function dealtFrom(
  seed: string,
  deal: (dealer: DealerMaterial) => void,
  kernels?: RingKernels,
): Dealt {
  const random = unsafeSeededRandom(seed)
  const keys = [random(32), random(32)] as const
  const streams = (): [LayerStream, LayerStream] => [
    layerStream(kernels ?? scalarKernels(), keys[0], 1, 0),
    layerStream(kernels ?? scalarKernels(), keys[1], 1, 0),
  ]
  const written: Uint8Array<ArrayBuffer>[] = []
  deal(new DealerMaterial(...streams(), written))
  const corrections = concatBytes(...written)
  const [first, second] = streams()
  return {
    parties: [
      new PartyMaterial(0, first, new CorrectionReader(new Uint8Array(0))),
      new PartyMaterial(1, second, new CorrectionReader(corrections)),
    ],
    corrections,
  }
}
