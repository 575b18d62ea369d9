import type { PreparedMatrix, RingKernels } from "@tutti/ring"
import type { Step } from "../plan/plan.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn, telling } from "../sharing/cost.ts"
import { type Exchange, hearWords, tellWords } from "../sharing/exchange.ts"
import { newWords, release } from "../sharing/memory.ts"
import type { Ring, Words } from "../sharing/ring.ts"
import type { HeldWeights } from "./masked-weights.ts"

/*
 * input · weights + bias, of shares of the input and of weights that party 1 has. The weights are masked and said once in
 * a session, ŵ = w + b; party 0 masks its share of the input in every batch, x̂ = x₀ + a. The dealer knows a and b and deals
 * shares of a · b. Then x · w = (x̂ + x₁) · w − a · ŵ + a · b: the first product is party 1's, the second one party 0's, before the
 * input is there. Party 1 has nothing to say. A convolution masks the image, not its patches: what travels does not grow
 * with the kernel. Reusing b is safe because only w + b is ever said; a serves one batch.
 * @see Beaver 1991, "Efficient multiparty protocols using circuit randomization"; Mishra et al. 2020, "Delphi", section
 *   4.1, for a server that has the weights in clear
 */

export type LinearStep = Extract<Step, { kind: "linear" }>

/** Elements of the kernel. */
export const kernelSize = ({ weights: { rows, columns } }: LinearStep): number => rows * columns

export const linearCost = (ring: Ring, step: LinearStep, rows: number): Cost =>
  inTurn(
    telling("masked input", 32 * ring.words, rows * step.input),
    dealing(rows * step.output * ring.words),
  )

export function prepareMatrix(
  kernels: RingKernels,
  ring: Ring,
  step: LinearStep,
  matrix: Words,
): PreparedMatrix {
  const { rows, columns } = step.weights
  return ring.words === 1
    ? kernels.prepare32(matrix, rows, columns)
    : kernels.prepare64(matrix, rows, columns)
}

/** @param input [rows, step.input] @returns [rows, step.output] */
function multiply(ring: Ring, step: LinearStep, matrix: PreparedMatrix, input: Words, rows: number): Words {
  const product = newWords(rows * step.output * ring.words)
  if (step.patches) matrix.convolve(product, input, step.patches)
  else matrix.multiply(product, input, rows)
  return product
}

/** @param mask b, the dealer's for this session, prepared */
export function dealLinear(
  dealer: DealerMaterial,
  ring: Ring,
  step: LinearStep,
  mask: PreparedMatrix,
  rows: number,
): void {
  const inputMask = dealer.drawnBy(0, ring, "inputMask", rows * step.input)
  const product = multiply(ring, step, mask, inputMask, rows)
  dealer.deal(ring, "product", product)
  release(inputMask, product)
}

/** One round. @returns an exchange from a share of the input, [rows, input] at scale f, to one of the output at 2f */
export function prepareLinear(
  material: PartyMaterial,
  ring: Ring,
  step: LinearStep,
  held: HeldWeights,
  rows: number,
): (input: Words) => Exchange<Words> {
  const inputs = rows * step.input
  const products = rows * step.output * ring.words
  if (held.role === 0) {
    const mask = material.drawn(ring, "inputMask", inputs)
    const dealt = material.dealt(ring, "product", products)
    const product = multiply(ring, step, held.masked, mask, rows)
    ring.subtract(dealt, product, dealt)
    release(product)
    return function* (input) {
      yield* tellWords(ring.add(input, mask, mask))
      release(mask)
      return dealt
    }
  }
  const dealt = material.dealt(ring, "product", products)
  return function* (input) {
    const masked = yield* hearWords(inputs * ring.words)
    ring.add(masked, input, masked)
    const output = multiply(ring, step, held.weights, masked, rows)
    const bias = repeated(held.bias, products)
    ring.add(output, dealt, output)
    ring.add(output, bias, output)
    release(masked, bias)
    return output
  }
}

/** The bias once for every row and every place in an image. */
function repeated(bias: Words, words: number): Words {
  const all = newWords(words)
  for (let start = 0; start < words; start += bias.length) all.set(bias, start)
  return all
}
