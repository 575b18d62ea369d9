import { bostonSample } from "./boston.ts"
import { creditSample } from "./credit.ts"
import { digitImages, digitLabels } from "./digits.ts"

/** Every generated file below public/samples. */
export const SAMPLES: readonly { name: string; content: () => string | Uint8Array }[] = [
  { name: "credit-synthetic.csv", content: () => creditSample(1987) },
  { name: "boston-housing.csv", content: bostonSample },
  { name: "digits/images.idx3-ubyte", content: digitImages },
  { name: "digits/labels.idx1-ubyte", content: digitLabels },
]
