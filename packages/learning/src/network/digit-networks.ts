import type { Network, NetworkLayer } from "@tutti/protocol"

/* Networks for the ten digits, as papers on encrypted inference measure them. */

const relu: NetworkLayer = { kind: "relu" }
const halve: NetworkLayer = { kind: "max-pool", size: 2, stride: 2 }
const dense = (units: number): NetworkLayer => ({ kind: "dense", units })
const conv = (filters: number): NetworkLayer => ({
  kind: "conv2d",
  filters,
  kernel: 5,
  stride: 1,
  padding: "valid",
})

const LAYERS = {
  /** 784-500-10. */
  mlp: [dense(500), relu, dense(10)],
  /** 784-128-10: small enough to come with a page. */
  "mlp-128": [dense(128), relu, dense(10)],
  /** @see Liu et al. 2017, MiniONN, figure 12 (ePrint 2017/452); pools before relu, which gives the same. */
  network2: [conv(16), halve, relu, conv(16), halve, relu, dense(100), relu, dense(10)],
  /** @see LeCun et al. 1998, in the widths of Caffe's LeNet. */
  lenet: [conv(20), halve, relu, conv(50), halve, relu, dense(500), relu, dense(10)],
} as const satisfies Record<string, readonly NetworkLayer[]>

export type DigitArchitecture = keyof typeof LAYERS
export const DIGIT_ARCHITECTURES: readonly DigitArchitecture[] = ["mlp", "mlp-128", "network2", "lenet"]

/** For images of 28 × 28 grey pixels. */
export function digitNetwork(architecture: DigitArchitecture): Network {
  return { input: { height: 28, width: 28, channels: 1 }, layers: [...LAYERS[architecture]] }
}
