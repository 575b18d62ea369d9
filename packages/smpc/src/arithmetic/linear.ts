import type { PreparedMatrix, RingKernels } from "@tutti/ring"
import type { Step } from "../plan/plan.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, dealing, inTurn, opening } from "../sharing/cost.ts"
import { type Exchange, openWords } from "../sharing/exchange.ts"
import type { Ring, Words } from "../sharing/ring.ts"
import type { OpenedWeights } from "./opened-weights.ts"

/*
 * weights · input + bias on shares. The weights are masked and opened once in a session, ŵ = w + b; the input is masked
 * and opened in every batch, x̂ = x + a; the dealer deals shares of a · b. Then x · w = x̂ · (ŵ − b) + a · b − a · ŵ, of which
 * all but one product is computed before the input is there. A convolution masks the image, not its patches: what
 * travels does not grow with the kernel. Reusing b is safe because only w + b is ever opened; a serves one batch.
 * @see Beaver 1991, "Efficient multiparty protocols using circuit randomization"; Mohassel & Zhang 2017, "SecureML",
 *   section 4.1, for weights that are opened once
 */

export type LinearStep = Extract<Step, { kind: "linear" }>

/** Elements of the kernel. */
export const kernelSize = ({ weights: { rows, columns } }: LinearStep): number => rows * columns

export const linearCost = (ring: Ring, step: LinearStep, rows: number): Cost =>
  inTurn(
    opening("masked input", 32 * ring.words, rows * step.input),
    dealing(4 * rows * step.output * ring.words),
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
  const product = new Int32Array(rows * step.output * ring.words)
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
  const inputMask = dealer.drawn(ring, "inputMask", rows * step.input)
  dealer.deal(ring, "product", multiply(ring, step, mask, inputMask, rows))
}

/** One round. @returns an exchange from a share of the input, [rows, input] at scale f, to one of the output at 2f */
export function prepareLinear(
  material: PartyMaterial,
  ring: Ring,
  step: LinearStep,
  weights: OpenedWeights,
  rows: number,
): (input: Words) => Exchange<Words> {
  const mask = material.drawn(ring, "inputMask", rows * step.input)
  const product = material.dealt(ring, "product", rows * step.output * ring.words)
  const known = ring.subtract(product, multiply(ring, step, weights.opened, mask, rows))
  const constant = ring.add(known, repeated(weights.bias, known.length))
  return function* (input) {
    const opened = yield* openWords(ring, ring.add(input, mask))
    return ring.add(multiply(ring, step, weights.share, opened, rows), constant)
  }
}

/** The bias once for every row and every place in an image. */
function repeated(bias: Words, words: number): Words {
  const all = new Int32Array(words)
  for (let start = 0; start < words; start += bias.length) all.set(bias, start)
  return all
}
