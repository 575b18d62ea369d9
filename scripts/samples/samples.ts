import { bostonSample } from "./boston.ts"
import { creditSample } from "./credit.ts"

/** Every generated file below public/samples. */
export const SAMPLES: readonly { name: string; text: () => string }[] = [
  { name: "credit-synthetic.csv", text: () => creditSample(1987) },
  { name: "boston-housing.csv", text: bostonSample },
]
