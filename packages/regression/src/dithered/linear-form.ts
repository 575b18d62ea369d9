import { type Field, reduce } from "../field/field.ts"

/** constant + Σ coefficient · dealt value: what is opened, in public numbers over values that nobody knows. */
export type LinearForm = {
  readonly constant: bigint
  readonly terms: readonly LinearTerm[]
}
/** The index of a dealt value, and what it is multiplied by. */
export type LinearTerm = readonly [index: number, coefficient: bigint]

/** The part of a form that lies in the shares. Of shares it gives a share, of tags a tag, of keys a key. */
export function evaluate(field: Field, terms: Iterable<LinearTerm>, values: readonly bigint[]): bigint {
  let sum = 0n
  for (const [index, coefficient] of terms) sum += coefficient * (values[index] ?? 0n)
  return reduce(field, sum)
}

/** Σ weight · form, without the constants. */
export function combineForms(
  field: Field,
  forms: readonly LinearForm[],
  weights: readonly bigint[],
): LinearTerm[] {
  const coefficients = new Map<number, bigint>()
  for (const [place, { terms }] of forms.entries()) {
    const weight = weights[place] ?? 0n
    for (const [index, coefficient] of terms)
      coefficients.set(index, (coefficients.get(index) ?? 0n) + weight * coefficient)
  }
  return [...coefficients].map(([index, coefficient]) => [index, reduce(field, coefficient)])
}
